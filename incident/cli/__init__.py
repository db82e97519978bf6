"""The command line: `incident ...`. Each command is imported when it is asked for, so that an assessment starts fast."""

from importlib import import_module
from typing import Any

import click

from incident.errors import BreachdeskError

COMMANDS = {
    "assess": "incident.cli.assessments:assess",
    "due": "incident.cli.assessments:due",
    "facts": "incident.cli.assessments:facts",
    "law": "incident.cli.law:law",
    "run": "incident.cli.server:run",
    "web": "incident.cli.server:web",
    "scheduler": "incident.cli.server:scheduler",
    "migrate": "incident.cli.server:migrate",
    "link": "incident.cli.server:link",
    "demo": "incident.cli.demo:demo",
    "verify": "incident.cli.records:verify",
    "import": "incident.cli.records:import_group",
}  # name -> "module:command"


class Commands(click.Group):
    """A group whose commands stand in COMMANDS, beside those that were added by `add_command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in alphabetical order."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None when there is none."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what the program refuses in words of its own ends it with these words and exit code 1."""
        try:
            return super().invoke(ctx)
        except BreachdeskError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="breachdesk", prog_name="incident")
def main() -> None:
    """Breachdesk: from the facts of a breach to the duties, their law and their time."""
