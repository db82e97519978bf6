"""The configuration: config.toml, environment variables over it, checked at the start; a wrong key names itself."""

import difflib
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from incident.errors import ConfigInvalid
from incident.law.facts import COUNTRIES, PLACE
from incident.law.fields import DATA, KINDS, PEOPLE, ROLES
from incident.law.rulebook import Choice

PREFIX = "INCIDENT__"  # INCIDENT__MAIL__HOST=mail.example overrides [mail] host


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone; use a name such as Pacific/Auckland") from error
    return name


def _place(code: str) -> str:
    if not PLACE.fullmatch(code) or code.split("-")[0] not in COUNTRIES:
        raise ValueError("is no place code; use two letters (NZ) or a subdivision (US-CA)")
    return code


def _one_of(*allowed: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"is not one of {', '.join(allowed)}")
        return value

    return AfterValidator(check)


Zone = Annotated[str, AfterValidator(_zone)]
Place = Annotated[str, AfterValidator(_place)]
DataCode = Annotated[str, _one_of(*DATA)]
PeopleCode = Annotated[str, _one_of(*PEOPLE)]
Kind = Annotated[str, _one_of(*KINDS)]
RoleCode = Annotated[str, _one_of(*ROLES)]


class Part(BaseModel):
    """A table of the file: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Organisation(Part):
    """Whose breaches these are; printed in notices, and the first facts of every incident."""

    name: str = "Our organisation"
    address: tuple[str, ...] = ()
    country: Place = "NZ"
    establishments: tuple[Place, ...] = ()
    kinds: tuple[Kind, ...] = ("business",)
    registration_number: str = ""
    sector: str = ""
    industry: str = ""
    website: str = ""


class Contact(Part):
    """The contact point for regulators and affected people."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""
    deputy: str = ""


class Inventory(Part):
    """One set of data with one role of ours: what a processing context starts from."""

    name: str
    role: RoleCode = "controller"
    data: tuple[DataCode, ...] = ()
    people: tuple[PeopleCode, ...] = ()
    retention: str = ""


class Supplier(Part):
    """Somebody who holds data for us, and what."""

    key: str = Field(pattern=r"^[a-z0-9_-]{1,64}$")
    name: str
    service: str = ""
    country: Place = "NZ"
    holds: tuple[DataCode, ...] = ()
    contexts: tuple[str, ...] = ()
    contact: str = ""


class Server(Part):
    """Where the web server listens."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    threads: int = Field(8, ge=1, le=64)
    behind_https: bool = False


class Database(Part):
    """Where the rows are kept; empty url: SQLite in the instance folder."""

    url: str = ""


class Secrets(Part):
    """Files with the keys, made at the first start; empty: in the instance folder."""

    secret_key_file: str = ""
    data_key_file: str = ""


class Mail(Part):
    """How messages leave. `folder`: they are written as files, for the first minutes and for trying."""

    channel: Literal["smtp", "folder"] = "folder"
    sender: str = "Breachdesk <breachdesk@organisation.example>"
    host: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password_file: str = ""
    ca_file: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.channel == "smtp" and not self.host:
            raise ValueError("channel \"smtp\" needs 'host', the name of the mail server")
        return self


class Reminders(Part):
    """The ladder of a clock of `ladder_hours`; other lengths get the same rungs in proportion."""

    duty_person: str = ""
    ladder_hours: float = Field(72, gt=0)
    at_start: bool = True
    at_half: bool = True
    before_due_hours: tuple[float, ...] = (24, 6, 1)
    after_due_every_hours: float = Field(1, ge=0)
    deputy_from_hours: float = Field(6, ge=0)
    privacy_officer_from_hours: float = Field(0, ge=0)


class Files(Part):
    """Limits of what people hand in."""

    max_evidence_bytes: int = Field(50_000_000, gt=0)
    max_request_bytes: int = Field(60_000_000, gt=0)


class Sessions(Part):
    """How long a sign-in lasts."""

    idle_minutes: int = Field(30, ge=1, le=720)
    absolute_hours: int = Field(12, ge=1, le=72)


class Retention(Part):
    """How long a closed incident is kept; shown on it, so that nobody deletes too early or keeps too long."""

    register_years: int = Field(6, ge=1)
    evidence_years: int = Field(3, ge=1)


class Law(Part):
    """Rules of the organisation's own beside the law, and single laws switched on or off by their id."""

    rules_dir: str = ""
    switched_on: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()


class Settings(Part):
    """Everything that can be configured."""

    zone: Zone = "Pacific/Auckland"
    base_url: str = Field("http://127.0.0.1:8000", pattern=r"^https?://[^/\s]+$")
    instance: str = "instance"
    organisation: Organisation = Organisation()
    contact: Contact = Contact()
    data_inventory: tuple[Inventory, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    server: Server = Server()
    database: Database = Database()
    secrets: Secrets = Secrets()
    mail: Mail = Mail()
    reminders: Reminders = Reminders()
    files: Files = Files()
    sessions: Sessions = Sessions()
    retention: Retention = Retention()
    law: Law = Law()

    @property
    def law_choice(self) -> Choice:
        """What this installation adds to the rulebook, for `read_rulebook`."""
        own = Path(self.law.rules_dir).resolve() if self.law.rules_dir else None
        return Choice(own, frozenset(self.law.switched_on), frozenset(self.law.switched_off))

    @property
    def instance_folder(self) -> Path:
        """The folder of database, keys and files, absolute."""
        return Path(self.instance).resolve()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database.url or f"sqlite:///{self.instance_folder / 'breachdesk.sqlite3'}"

    @property
    def secret_key_file(self) -> Path:
        """The file that signs sessions and links."""
        return Path(self.secrets.secret_key_file or self.instance_folder / "secret.key")

    @property
    def data_key_file(self) -> Path:
        """The file of the key that encrypts stored fields and files: 32 bytes as 64 hexadecimal digits."""
        return Path(self.secrets.data_key_file or self.instance_folder / "data.key")

    @property
    def mail_folder(self) -> Path:
        """Where the channel "folder" writes messages."""
        return self.instance_folder / "outbox"


def load_settings(path: Path | None, environment: dict[str, str] | None = None) -> Settings:
    """The settings of a file with environment variables over it.

    Args:
        path: config.toml; None for the defaults.
        environment: variables such as INCIDENT__MAIL__HOST; None for the process's own.

    Raises:
        ConfigInvalid: the file is missing or no TOML, or a key is unknown or wrong; key and remedy are named.
    """
    raw = _read(path) if path else {}
    shown = str(path) if path else "configuration"
    for name, value in (os.environ if environment is None else environment).items():
        if name.startswith(PREFIX):
            _override(raw, name, value)
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        raise ConfigInvalid("\n".join(f"{shown}: {_fault(dict(entry))}" for entry in error.errors())) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ConfigInvalid(f"{path}: there is no such file. Copy config.example.toml and change it.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{path}: {error}. Strings need quotation marks, lists square brackets.") from error


def _override(raw: dict[str, Any], name: str, value: str) -> None:
    """Set one key from a variable: as TOML where it is a list, number or truth, otherwise as text."""
    *tables, key = name.removeprefix(PREFIX).lower().split("__")
    holder = raw
    for table in tables:
        holder = holder.setdefault(table, {})
        if not isinstance(holder, dict):
            raise ConfigInvalid(f"{name}: '{table}' is no table with single settings; set it in the file.")
    try:
        parsed = tomllib.loads(f"value = {value}")["value"]
        holder[key] = parsed if isinstance(parsed, bool | int | float | list) else value
    except tomllib.TOMLDecodeError:
        holder[key] = value


def _fault(entry: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in entry["loc"])
    if entry["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(entry["loc"][-1]), _keys(entry["loc"][:-1]), 1)
        return f"unknown key '{where}'" + (f"; did you mean '{near[0]}'?" if near else "; see config.example.toml")
    if entry["type"] == "missing":
        return f"'{where}' is missing; see config.example.toml"
    words = str(entry["msg"]).removeprefix("Value error, ")
    if isinstance(entry["input"], dict):
        return f"[{where}]: {words}"
    return f"'{where}' = {entry['input']!r}: {words}"


def _keys(path: tuple[Any, ...]) -> list[str]:
    """The settings that exist at a place of the file."""
    model: type[BaseModel] = Settings
    for part in path:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(str(part))
        found = _model_of(field.annotation) if field else None
        if found is None:
            return []
        model = found
    return list(model.model_fields)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    for candidate in (annotation, *(get_args(annotation) if get_origin(annotation) is tuple else ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
