"""The example of the configuration lists exactly the settings that exist, and a fault names itself."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from incident.config import Settings, load_settings
from incident.errors import ConfigInvalid
from tests.conftest import EXAMPLE


def settings_of(model: type[BaseModel], where: str = "") -> set[str]:
    """Every setting as a dotted path; entries of a list of tables count once."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        kinds = get_args(field.annotation) if get_origin(field.annotation) is tuple else (field.annotation,)
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        found |= settings_of(inner, f"{where}{name}.") if inner else {f"{where}{name}"}
    return found


def keys_of(table: dict[str, Any], where: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        if isinstance(value, dict):
            found |= keys_of(value, f"{where}{key}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            found |= set().union(*(keys_of(entry, f"{where}{key}.") for entry in value))
        else:
            found.add(f"{where}{key}")
    return found


def test_the_example_lists_exactly_the_settings_that_exist() -> None:
    listed = keys_of(tomllib.loads(EXAMPLE.read_text("utf-8")))

    assert listed == settings_of(Settings)


def test_every_setting_of_the_example_is_explained_where_it_first_stands() -> None:
    explained: set[str] = set()
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if found := re.match(r"(\w+) = .*# ", line):
            explained.add(found.group(1))
    plain = {"name", "role", "email", "phone", "deputy", "address", "website", "service", "country", "contact", "industry",
             "data", "people", "sender", "holds"}  # fmt: skip  # their names say it
    names = {path.rsplit(".", 1)[-1] for path in settings_of(Settings)}

    assert names - explained <= plain


def test_the_example_describes_an_invented_company_and_loads() -> None:
    settings = load_settings(EXAMPLE, {})

    assert "fictional" in settings.organisation.name
    assert {context for supplier in settings.suppliers for context in supplier.contexts} <= {
        entry.name for entry in settings.data_inventory
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[mail]\nhots = 'x'", "unknown key 'mail.hots'; did you mean 'host'?"),
        ("zone = 'Mars/Base'", "'zone' = 'Mars/Base': is no time zone"),
        ("[server]\nport = 99999", "'server.port'"),
        ("[organisation]\ncountry = 'Neuseeland'", "is no place code"),
        ("[[suppliers]]\nname = 'x'", "'suppliers.0.key' is missing"),
        ("zone = ", "Strings need quotation marks"),
        ("[reminders]\nladder_hours = 'many'", "'reminders.ladder_hours'"),
    ],
)
def test_a_wrong_setting_is_named_with_file_key_and_remedy(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, "utf-8")

    with pytest.raises(ConfigInvalid) as refused:
        load_settings(file, {})

    assert words in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_variable_goes_before_the_file_and_a_wrong_one_is_named() -> None:
    settings = load_settings(EXAMPLE, {"INCIDENT__SERVER__PORT": "9001", "INCIDENT__REMINDERS__BEFORE_DUE_HOURS": "[12, 2]"})

    assert settings.server.port == 9001
    assert settings.reminders.before_due_hours == (12, 2)
    with pytest.raises(ConfigInvalid, match=r"unknown key 'mail\.hots'"):
        load_settings(EXAMPLE, {"INCIDENT__MAIL__HOTS": "x"})
