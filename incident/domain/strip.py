"""The clock strip: every clock of an incident on one linear time axis, as per cents for SVG and words for readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from incident.domain import words

WINDOW = timedelta(hours=120)  # five days: a weekend and both sides of it
CROWDED = 12  # rows; with more, clocks that end at the same instant share a row
State = Literal["running", "cannot_tell", "met"]


@dataclass(frozen=True, slots=True)
class StripClock:
    """What the strip needs of one clock; times are aware, None where the law or the facts give none."""

    id: int
    name: str
    note: str
    state: State
    started_at: datetime | None
    due_at: datetime | None
    lenient_at: datetime | None
    expected_at: datetime | None
    stopped_at: datetime | None
    group: str = ""  # clocks of one group and one end share a row, such as customers with the same contract
    group_name: str = ""

    @property
    def end_at(self) -> datetime | None:
        """The strict limit, else what the regulator expects."""
        return self.due_at or self.expected_at


@dataclass(frozen=True, slots=True)
class Tick:
    """One midnight of the axis: where it is and its label."""

    x: float
    label_x: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a row. `kind`: run, left, late, lenient, maybe, done."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Marks are per cents inside the window, None outside. `text`: everything in words."""

    ids: tuple[int, ...]
    name: str
    note: str
    state: State
    late: bool
    bars: tuple[Bar, ...]
    start_x: float | None
    end_x: float | None
    end_kind: str  # end (strict limit), end-l (expected, or what the limit was), end-x (it ran out)
    lenient_x: float | None
    stop_x: float | None
    before: bool
    after: bool
    end_at: datetime | None
    lenient_at: datetime | None
    stopped_at: datetime | None
    expected: bool
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole drawing; `now_x` is None when now lies outside."""

    days: tuple[Tick, ...]
    now_x: float | None
    now_label: str
    zone_name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    start: datetime
    now: datetime
    zone: str

    def x(self, instant: datetime) -> float:
        """Per cent of the window; below 0 or above 100 when outside."""
        return round((instant - self.start) / WINDOW * 100, 2)

    def inside(self, instant: datetime | None) -> float | None:
        """The same, None when there is no instant or it lies outside."""
        if instant is None:
            return None
        x = self.x(instant)
        return x if 0 <= x <= 100 else None

    def bar(self, kind: str, start: datetime, end: datetime) -> Bar | None:
        """A piece from start to end, cut at the edges; None when nothing of it is inside."""
        left, right = max(self.x(start), 0.0), min(self.x(end), 100.0)
        return Bar(kind, left, round(right - left, 2)) if right > left else None


def draw(clocks: Sequence[StripClock], *, now: datetime, zone: str) -> Strip:
    """The strip in the reader's zone: overdue first, then by strict due time, done last."""
    axis = _Axis(_window_start(clocks, now, zone), now, zone)
    merged = _merge(sorted(clocks, key=lambda clock: _order(clock, now)), crowded=len(clocks) > CROWDED)
    now_x = axis.inside(now)
    local = now.astimezone(ZoneInfo(zone))
    return Strip(
        days=_days(axis, now_x),
        now_x=now_x,
        now_label=f"Now, {local:%a %H:%M}",
        zone_name=local.tzname() or zone,
        rows=tuple(_row(axis, group) for group in merged),
    )


def _window_start(clocks: Sequence[StripClock], now: datetime, zone: str) -> datetime:
    """Midnight before the first start; later when now would not fit, so that now is always on the strip."""
    starts = [clock.started_at for clock in clocks if clock.started_at is not None and clock.started_at <= now]
    first = _midnight(min(starts, default=now), zone)
    if now - first > WINDOW - timedelta(hours=12):
        first = _midnight(now - timedelta(hours=48), zone)
    return first


def _midnight(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _days(axis: _Axis, now_x: float | None) -> tuple[Tick, ...]:
    ticks: list[Tick] = []
    day = axis.start.astimezone(ZoneInfo(axis.zone))
    while (x := axis.x(day)) <= 100:
        label = f"{day:%a} {day.day}" + (f" {day:%b}" if not ticks or day.day == 1 else "")
        near = now_x is not None and x <= now_x <= x + 11  # the line of now would cross the words
        room = now_x is not None and now_x + 12 <= x + 20
        words_at = round(now_x + 0.9, 2) if near and room and now_x is not None else x + 0.9
        ticks.append(Tick(x, words_at, label if x < 92 else ""))
        day = _midnight(day + timedelta(hours=36), axis.zone)  # 36 h later is the next day, also when clocks change
    return tuple(ticks)


def _order(clock: StripClock, now: datetime) -> tuple[int, float, str]:
    end = clock.end_at
    due = end.timestamp() if end else float("inf")
    if clock.state == "met":
        return 2, due, clock.name
    late = clock.state == "running" and clock.due_at is not None and clock.due_at < now
    return (0 if late else 1), due, clock.name


def _merge(clocks: list[StripClock], *, crowded: bool) -> list[list[StripClock]]:
    def key(clock: StripClock) -> tuple[object, ...]:
        if clock.group or crowded:
            name = clock.group_name if crowded else clock.group  # of many duties, the same instant is one row
            return (name, clock.state, clock.started_at, clock.end_at, clock.lenient_at)
        return (clock.id,)

    found: dict[tuple[object, ...], list[StripClock]] = {}
    for clock in clocks:
        found.setdefault(key(clock), []).append(clock)
    return list(found.values())


def _row(axis: _Axis, group: list[StripClock]) -> Row:
    clock = group[0]
    late = clock.state == "running" and clock.due_at is not None and clock.due_at < axis.now
    edges = [time for time in (clock.started_at, clock.end_at, clock.lenient_at, clock.stopped_at) if time is not None]
    end = clock.end_at
    return Row(
        ids=tuple(entry.id for entry in group),
        name=_name(group),
        note=clock.note if len(group) == 1 else _names(group),
        state=clock.state,
        late=late,
        bars=tuple(bar for bar in _bars(axis, clock, late=late) if bar is not None),
        start_x=axis.inside(clock.started_at),
        end_x=axis.inside(end),
        end_kind="end-x" if late else "end" if clock.due_at and clock.state == "running" else "end-l",
        lenient_x=axis.inside(clock.lenient_at) if clock.state == "running" else None,
        stop_x=axis.inside(clock.stopped_at),
        before=clock.started_at is not None and axis.x(clock.started_at) < 0,
        after=any(axis.x(time) > 100 for time in edges) and clock.state != "met",
        end_at=end,
        lenient_at=clock.lenient_at,
        stopped_at=max((entry.stopped_at for entry in group if entry.stopped_at), default=None),
        expected=clock.due_at is None and clock.expected_at is not None,
        text=_text(axis, clock, late=late),
    )


def _name(group: list[StripClock]) -> str:
    if len(group) == 1:
        return group[0].name
    return f"{group[0].group_name or 'Duties'} ({len(group)})"


def _names(group: list[StripClock]) -> str:
    names = [name for name, _ in groupby(sorted(entry.name for entry in group))]
    return words.listed(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _bars(axis: _Axis, clock: StripClock, *, late: bool) -> list[Bar | None]:
    start, end, now = clock.started_at, clock.end_at, axis.now
    if start is None:
        return []
    if clock.state == "cannot_tell":
        return [axis.bar("maybe", start, end or axis.start + WINDOW)]
    if clock.state == "met":
        return [axis.bar("done", start, clock.stopped_at or now)]
    if late and clock.due_at is not None:
        return [axis.bar("run", start, clock.due_at), axis.bar("late", clock.due_at, now)]
    bars = [axis.bar("run", start, now)]
    if end is not None:
        bars.append(axis.bar("left", max(now, start), end))
    if clock.due_at is not None and clock.lenient_at is not None:
        bars.insert(0, axis.bar("lenient", clock.due_at, clock.lenient_at))
    return bars


def _text(axis: _Axis, clock: StripClock, *, late: bool) -> str:
    parts = [f"Started {words.when(clock.started_at, axis.zone)}" if clock.started_at else "Start not known yet"]
    if clock.state == "met" and clock.stopped_at:
        parts.append(f"done {words.when(clock.stopped_at, axis.zone)}")
    if clock.due_at:
        parts.append(f"{'ran out' if late else 'limit'} {words.when(clock.due_at, axis.zone)}")
    elif clock.expected_at:
        parts.append(f"expected by {words.when(clock.expected_at, axis.zone)}")
    else:
        parts.append("no fixed limit")
    if clock.lenient_at and clock.state == "running":
        parts.append(f"later reading, disputed, {words.when(clock.lenient_at, axis.zone)}")
    if clock.state == "cannot_tell":
        parts.insert(0, "Cannot tell yet. If owed: " + parts.pop(0).lower())
    return ", ".join(parts)
