"""HTML of a document to PDF/A-3a and PDF/UA-1 bytes. Packaged assets only; any complaint of the engine is an error.

`python -m notifications.pdf LIMITS` reads one job as JSON on standard input and writes the PDF to standard output.
"""

import json
import logging
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from notifications import assets, render
from notifications.documents import Document
from notifications.errors import DocumentWarning, LettersMissing, RenderingFailed
from notifications.pdf_finish import finish

WARNED = 3  # exit code of the child when the engine complained
_NO_FONT = re.compile(r'\.notdef glyph rendered .*"(.)" \(U\+[0-9A-F]+\)', re.DOTALL)
KEPT_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one document may use before the system ends its process: computing, time, address space, file size."""

    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    memory_bytes: int = 2 * 1024**3
    output_bytes: int = 200 * 1024**2

    def set(self) -> None:
        """Bind this process; a core dump would hold the document in clear, so there is none."""
        resource.setrlimit(resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (self.memory_bytes, self.memory_bytes))
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.output_bytes, self.output_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Job:
    """All that the layout needs. `created_at`: aware; `identifier`: 32 hexadecimal digits; `facts`: embedded JSON."""

    html: str
    created_at: datetime
    identifier: str
    facts: bytes | None = None
    watermark: str = ""

    def to_json(self) -> str:
        """One line for the child process."""
        return json.dumps(
            {
                "html": self.html,
                "created_at": self.created_at.isoformat(),
                "identifier": self.identifier,
                "facts": None if self.facts is None else b64encode(self.facts).decode(),
                "watermark": self.watermark,
            }
        )

    @classmethod
    def from_json(cls, line: str) -> "Job":
        """The job of `to_json`."""
        read = json.loads(line)
        facts = None if read["facts"] is None else b64decode(read["facts"])
        created_at = datetime.fromisoformat(read["created_at"])
        return cls(read["html"], created_at, read["identifier"], facts, read["watermark"])


def job(document: Document) -> Job:
    """What is laid out for a document."""
    sheet = document.sheet
    return Job(render.document_html(document), sheet.created_at, sheet.pdf_identifier, sheet.facts, sheet.words.draft)


def render_in_child(document: Document) -> bytes:
    """PDF of a document, laid out in a process of its own with limits on time, memory and size.

    The child gets none of our environment beyond paths and fonts, so no secret.

    Raises:
        DocumentWarning: the layout engine complained.
        RenderingFailed: too long, too large, or the child ended without a document.
    """
    return run_in_child(job(document))


def run_in_child(work: Job, limits: Limits = LIMITS) -> bytes:
    """As `render_in_child`, for a page that is already HTML."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "notifications.pdf", json.dumps(asdict(limits))],
            input=work.to_json().encode(),
            capture_output=True,
            timeout=limits.wall_seconds,
            cwd=Path(__file__).resolve().parent.parent,
            env={"LANG": "C.UTF-8", **{name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(
            f"The document took longer than {limits.wall_seconds:g} s. Shorten its longest text."
        ) from error
    if ended.returncode == WARNED:
        raise _refusal(tuple(json.loads(ended.stderr.decode().splitlines()[-1])))
    if ended.returncode != 0:
        raise RenderingFailed(_end_of(ended.returncode, ended.stderr.decode(errors="replace"), limits))
    return ended.stdout


def _end_of(code: int, errors: str, limits: Limits) -> str:
    last = errors.strip().splitlines()[-1] if errors.strip() else ""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"The document took more than {limits.cpu_seconds} s of computing. Shorten its longest text."
    if code < 0 or "MemoryError" in last:
        return f"The document took more than {limits.memory_bytes >> 20:,} MB of memory. Shorten its longest text."
    return f"The layout process ended with code {code}: {last or 'no message'}"


def _refusal(messages: tuple[str, ...]) -> DocumentWarning:
    """The complaints of the engine as an error; letters without a font are named apart, because people can help it."""
    found = [_NO_FONT.fullmatch(message) for message in messages]
    if not all(found):
        return DocumentWarning(messages)
    return LettersMissing(messages, tuple(dict.fromkeys(match[1] for match in found if match)))


_one_at_a_time = threading.Lock()  # the font subsetter reads its date from the environment of the process


def write_pdf(work: Job) -> bytes:
    """PDF bytes, laid out in this process; the same job gives the same bytes.

    Raises:
        DocumentWarning: the engine complained: bad CSS, a refused address, a missing asset.
    """
    with _one_at_a_time, _fixed_date(work.created_at), _complaints() as complaints:
        fetcher = assets.AssetFetcher(work.watermark)
        fonts = FontConfiguration()
        faces = CSS(string=assets.read("fonts.css").decode(), font_config=fonts, url_fetcher=fetcher)
        laid_out = HTML(string=work.html, url_fetcher=fetcher).render(stylesheets=[faces], font_config=fonts)
        content = laid_out.write_pdf(
            pdf_variant="pdf/a-3a", pdf_identifier=work.identifier.encode(), attachments=_attachments(work, fetcher)
        )
    if complaints:
        raise _refusal(tuple(complaints))
    return finish(content)


def _attachments(work: Job, fetcher: assets.AssetFetcher) -> list[Attachment]:
    if work.facts is None:
        return []
    return [
        Attachment(
            string=work.facts,
            name="facts.json",
            description="Facts used in this document",
            relationship="Data",
            created=work.created_at.astimezone(UTC),
            modified=work.created_at.astimezone(UTC),
            url_fetcher=fetcher,
        )
    ]


@contextmanager
def _fixed_date(moment: datetime) -> Iterator[None]:
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    logger.addHandler(listener)
    try:
        yield listener.said
    finally:
        logger.removeHandler(listener)


def main() -> int:
    """Lay out the job on standard input; returns the exit code. The limits are the one argument, as JSON."""
    Limits(**json.loads(sys.argv[1])).set()
    try:
        content = write_pdf(Job.from_json(sys.stdin.read()))
    except DocumentWarning as warning:
        print(json.dumps(warning.messages), file=sys.stderr)
        return WARNED
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
