"""Logs of the long-running commands: one line an event on standard error, times in UTC, no personal data."""

import logging
import time


class OneLine(logging.Formatter):
    """A record on one line: line breaks in a message cannot forge a second one."""

    converter = staticmethod(time.gmtime)  # UTC

    def format(self, record: logging.LogRecord) -> str:
        """The record with its traceback, line breaks shown as \\n."""
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


def start_logging() -> None:
    """Send warnings and our own information to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("incident").setLevel(logging.INFO)
