"""The two databases: a test marked with `on_both` runs on each."""

import pytest

SQLITE, POSTGRESQL = "sqlite", "postgresql"
on_both = pytest.mark.parametrize("settings", (SQLITE, POSTGRESQL), indirect=True)
