"""`python -m incident.cli` is the same as `incident`."""

from incident.cli import main

main(prog_name="incident")
