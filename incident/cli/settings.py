"""The configuration of a command: the file that was named, else config.toml, else the example's invented company."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from incident.config import Settings, load_settings
from incident.errors import ConfigInvalid, LawDataError
from incident.law.rulebook import Rulebook, law_of

ROOT = Path(__file__).resolve().parent.parent


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --config of every command that needs an installation."""
    return click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="INCIDENT_CONFIG",
        help="The configuration file; without it config.toml here, else the example.",
    )(command)


def config_path(named: Path | None) -> Path:
    """The file that is read: `named`, else ./config.toml, else the example of the checkout or of the package."""
    if named is not None:
        return named
    own, example = Path("config.toml"), ROOT.parent / "config.example.toml"
    if own.is_file():
        return own
    return example if example.is_file() else ROOT / "_config.example.toml"


def rulebook_of(named: Path | None) -> Rulebook:
    """The rulebook with the configuration's own rules and switches; what could not be read is said on standard error.

    Raises:
        click.ClickException: not even the places of the law data can be read.
    """
    try:
        rulebook = law_of(settings_of(named).law_choice)
    except LawDataError as error:
        raise click.ClickException(str(error)) from error
    for fault in rulebook.faults:
        click.echo(f"Not read: {fault}", err=True)
    return rulebook


def settings_of(named: Path | None, **over: str) -> Settings:
    """The settings; a fault ends the command with its words and exit code 2.

    `over`: variables that go before the environment, such as INCIDENT__INSTANCE.
    """
    try:
        return load_settings(config_path(named), {**os.environ, **over})
    except ConfigInvalid as error:
        raise click.UsageError(str(error)) from error
