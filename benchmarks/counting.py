"""Counting of periods by Breachdesk against tests/oracle, which walks through the same periods minute by minute.

.venv/bin/python benchmarks/counting.py                     a million cases: seeds 1 to 1000, a thousand cases each
.venv/bin/python benchmarks/counting.py --seeds 401-1000    the rest of a run that stopped
.venv/bin/python benchmarks/counting.py --quick             as many as fit into 40 seconds
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from tests.counted import difference
from tests.oracle.cases import FIRST, LAST, SHAPES, numbered, zones

CASES = 1000  # of one seed
QUICK = 40  # seconds
Block = tuple[int, Counter[str], set[str], list[str]]


def main() -> int:
    """0 where both ways of counting always agree, 1 where they once did not."""
    wanted = _options()
    console = Console(stderr=True)
    shapes: Counter[str] = Counter()
    seen: set[str] = set()
    differences: list[str] = []
    last, began = wanted.seeds[0] - 1, time.perf_counter()
    with suppress(KeyboardInterrupt):  # what was counted until then is shown, with the last seed
        for seed, counted, visited, found in _watched(wanted.seeds, wanted.processes, console):
            shapes, seen, last = shapes + counted, seen | visited, seed
            for words in found:
                console.print(f"seed {seed}: {words}", markup=False, highlight=False)
            differences += found
            if wanted.quick and time.perf_counter() - began > QUICK:
                break
    spent = time.perf_counter() - began
    _print(shapes, differences, Console())
    print(json.dumps(_summary(wanted.seeds[0], last, shapes, seen, differences, spent)))
    return 1 if differences else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1-1000", type=_seeds, help="first and last seed; a thousand cases each (1-1000)")
    parser.add_argument("--seed", dest="seeds", type=_seeds, help="one seed alone")
    parser.add_argument("--processes", default=1, type=int, help="how many processes count side by side (1)")
    parser.add_argument("--quick", action="store_true", help=f"end after {QUICK} seconds")
    return parser.parse_args()


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _watched(seeds: range, processes: int, console: Console) -> Iterator[Block]:
    columns = (TextColumn("seeds"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        yield from progress.track(_blocks(seeds, processes), total=len(seeds))


def _blocks(seeds: range, processes: int) -> Iterator[Block]:
    if processes == 1:
        yield from map(_block, seeds)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_block, seeds)


def _block(seed: int) -> Block:
    shapes: Counter[str] = Counter()
    visited, found = set(), []
    for shape, period in numbered(seed, CASES):
        shapes[shape] += 1
        visited.add(period.zone)
        words = difference(period)
        if words is not None:
            found.append(words)
    return seed, shapes, visited, found


def _print(shapes: Counter[str], differences: list[str], console: Console) -> None:
    table = Table("shape", "cases", title="Periods counted twice")
    for shape in SHAPES:
        table.add_row(shape, f"{shapes[shape]:,}")
    table.add_section()
    table.add_row("all", f"{shapes.total():,}")
    table.add_row("differences", f"{len(differences):,}")
    console.print(table)


def _summary(
    first: int, last: int, shapes: Counter[str], seen: set[str], differences: list[str], spent: float
) -> dict[str, object]:
    return {
        "counting": {
            "cases": shapes.total(),
            "seeds": [first, last],
            "zones": len(seen),
            "zones_known": len(zones()),
            "years": [FIRST.year, LAST.year],
            "differences": len(differences),
            "goal": 0,
            "reached": not differences,
            "seconds": round(spent, 1),
        }
    }


if __name__ == "__main__":
    sys.exit(main())
