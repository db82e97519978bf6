"""A list of customers as CSV text: read whole, every fault with its line; all of it or nothing."""

import csv
import io
import math
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from incident.errors import FormInvalid
from incident.law.facts import COUNTRIES, PLACE

COLUMNS = ("name", "country", "contract_hours", "contact")
MAX_ROWS = 5_000  # more customers than one import needs; keeps a page and a facts document readable
MAX_NAME = 200
MAX_HOURS = 24 * 365


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer. `contract_hours`: hours from our awareness, None when only the law's words bind us."""

    name: str
    country: str
    contract_hours: float | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be taken; `line` counts from 1, the head of the table included."""

    line: int
    words: str


@dataclass(frozen=True, slots=True)
class CustomerList:
    """What was read. With one fault or more, nothing of it may be stored."""

    rows: tuple[CustomerRow, ...]
    faults: tuple[Fault, ...]


def decode(content: bytes) -> str:
    """The text of an uploaded file; raises FormInvalid when it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormInvalid({"list": "The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again."}) from error


def read(text: str) -> CustomerList:
    """Read CSV with a head of COLUMNS (comma, semicolon or tab between them); `name` and `country` must be there."""
    lines = text.strip("\ufeff\r\n ")
    if not lines:
        return CustomerList((), (Fault(1, "The list is empty. The first line names the columns: " + ", ".join(COLUMNS)),))
    head = lines.splitlines()[0]
    separator = max(",;\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(lines), delimiter=separator, strict=True))
    except csv.Error:
        return CustomerList((), (Fault(1, "The quotation marks do not match. Each one that opens must be closed."),))
    names = [cell.strip().lower().replace(" ", "_") for cell in table[0]]
    faults = _head_faults(names)
    if faults:
        return CustomerList((), tuple(faults))
    if len(table) - 1 > MAX_ROWS:
        return CustomerList((), (Fault(MAX_ROWS + 2, f"At most {MAX_ROWS:,} customers at once. Split the list."),))
    return _rows(names, table[1:])


def _head_faults(names: list[str]) -> list[Fault]:
    missing = [name for name in ("name", "country") if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    faults = []
    if missing:
        faults.append(Fault(1, f"The column {' and '.join(missing)} is missing. Name the columns {', '.join(COLUMNS)}."))
    if unknown:
        faults.append(Fault(1, f"“{unknown[0] or 'empty'}” is no column of this list. Known are {', '.join(COLUMNS)}."))
    if len(set(names)) != len(names):
        faults.append(Fault(1, "A column stands there twice. Keep one of each."))
    return faults


def _rows(names: list[str], table: list[list[str]]) -> CustomerList:
    rows: list[CustomerRow] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(table, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            words = f"Has {len(cells)} fields instead of {len(names)}. Put text with a comma in quotation marks."
            faults.append(Fault(number, words))
            continue
        values = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        row = _row(values, number, faults)
        if row is None:
            continue
        if row.name.casefold() in seen:
            faults.append(Fault(number, f"“{row.name}” stands in line {seen[row.name.casefold()]} already. Keep one."))
        seen.setdefault(row.name.casefold(), number)
        rows.append(row)
    if not rows and not faults:
        faults.append(Fault(1, "The list has no customer below its first line."))
    return CustomerList(tuple(rows), tuple(faults))


def _row(values: dict[str, str], line: int, faults: list[Fault]) -> CustomerRow | None:
    count = len(faults)
    name, country = values["name"], values["country"].upper()
    if not name:
        faults.append(Fault(line, "The name is missing. Name the customer."))
    elif len(name) > MAX_NAME:
        faults.append(Fault(line, f"The name has {len(name)} characters; at most {MAX_NAME} are kept."))
    if not PLACE.fullmatch(country) or country.split("-")[0] not in COUNTRIES:
        faults.append(Fault(line, f"“{country[:40]}” is no country code. Use two letters of ISO 3166, such as NZ."))
    hours = _hours(values.get("contract_hours", ""), line, faults)
    contact = _contact(values.get("contact", ""), line, faults)
    return CustomerRow(name, country, hours, contact) if len(faults) == count else None


def _hours(text: str, line: int, faults: list[Fault]) -> float | None:
    if not text:
        return None
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        hours = math.nan
    if not 0 < hours <= MAX_HOURS:
        words = f"“{text[:40]}” is no number of hours. Write 24, or leave it empty when the contract names none."
        faults.append(Fault(line, words))
        return None
    return hours


def _contact(text: str, line: int, faults: list[Fault]) -> str | None:
    if not text:
        return None
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        faults.append(Fault(line, f"“{text[:60]}” is no e-mail address. Correct it, or leave it empty."))
        return None
