"""The documentation names everything that exists: every command, every setting, every form, every document."""

import re

import click
import pytest

from incident.cli import main
from incident.config import Settings
from incident.law.forms import load_forms
from incident.law.rulebook import DATA
from tests.conftest import ROOT
from tests.guards.test_config import settings_of

OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


def commands(group: click.Group, words: str = "incident") -> list[str]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            found += commands(command, f"{words} {name}")
        else:
            found.append(f"{words} {name}")
    return found


def test_every_command_stands_in_the_page_on_operating() -> None:
    assert isinstance(main, click.Group)

    for command in commands(main):
        assert command in OPERATING or command.removeprefix("incident ") in OPERATING, command


def test_every_setting_stands_in_the_page_on_operating() -> None:
    for path in settings_of(Settings):
        table, _, name = path.rpartition(".")
        row = next(line for line in OPERATING.splitlines() if line.startswith(f"| {f'`{table}`' if table else 'top'} |"))
        assert f"`{name}`" in row, path


def test_every_picture_and_page_that_the_documentation_links_to_is_there() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("form", sorted(load_forms(DATA / "forms")))
def test_every_form_stands_in_the_guide(form: str) -> None:
    name = load_forms(DATA / "forms")[form].name

    assert name in (ROOT / "docs" / "guide.md").read_text("utf-8")
