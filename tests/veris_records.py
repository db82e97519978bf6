"""VERIS records: invented ones of both shapes of the schema, and the 200 real ones that lie beside the checkout."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

SAMPLE = ROOT.parent / "shared" / "data" / "vcdb_sample_200.json"
SAMPLE_REMEDY = f"The 200 real records are not here: put {SAMPLE.name} into {SAMPLE.parent.name}/ beside the checkout."

OLDER: dict[str, Any] = {
    "incident_id": "EXAMPLE-12",
    "schema_version": "1.2.1",
    "source_id": "invented",
    "security_incident": "Confirmed",
    "summary": "A laptop with records of patients was stolen from a car.",
    "reference": "https://news.example/laptop",
    "notes": "Taken from a newspaper.",
    "victim": {"victim_id": "Example Clinic", "country": "NZ", "industry": "622110", "employee_count": "Unknown"},
    "timeline": {"incident": {"year": 2026, "month": 11, "day": 18}, "discovery": {"unit": "Days", "value": 2}},
    "discovery_method": "Int - reported by user",
    "actor": {"external": {"variety": ["Unknown"], "motive": ["Unknown"]}},
    "action": {"physical": {"variety": ["Theft"], "vector": ["Unknown"]}},
    "asset": {"assets": [{"variety": "U - Laptop"}]},
    "attribute": {
        "availability": {"variety": ["Loss"]},
        "confidentiality": {
            "data": [{"variety": "Medical", "amount": 340}, {"variety": "Internal"}],
            "data_disclosure": "Potentially",
            "data_total": 400,
            "state": ["Stored unencrypted"],
        },
    },
    "plus": {"attribute": {"confidentiality": {"data_subject": "Patient", "data_abuse": "U"}}},
}
NEWER: dict[str, Any] = {
    "incident_id": "EXAMPLE-13",
    "schema_version": "1.3.7",
    "source_id": "invented",
    "security_incident": "Confirmed",
    "summary": "A phished password opened a mailbox, and files were copied.",
    "victim": {"victim_id": "Muster Handels GmbH", "country": ["DE"], "region": ["155"], "industry": "44"},
    "timeline": {
        "incident": {"year": 2026, "month": 11, "day": 18, "time": "05:45:00 PM"},
        "discovery": {"unit": "Hours", "value": 6},
        "containment": {"unit": "Minutes", "value": 30},
        "exfiltration": {"unit": "Hours"},
    },
    "discovery_method": {"external": {"variety": ["Security researcher"]}},
    "actor": {"external": {"variety": ["Organized crime"], "motive": ["Financial"]}},
    "action": {
        "social": {"variety": ["Phishing"], "vector": ["Email"], "result": ["Infiltrate"]},
        "hacking": {"variety": ["Use of stolen creds"], "vector": ["Web application"]},
    },
    "asset": {"assets": [{"variety": "S - Mail"}, {"variety": "P - Finance"}], "cloud": ["External Cloud Asset(s)"]},
    "attribute": {
        "confidentiality": {
            "data": [{"variety": "Personal", "amount": 120}, {"variety": "Bank", "amount": 90}],
            "data_disclosure": "Yes",
            "data_victim": ["Customer", "Partner"],
            "data_total": 210,
            "state": ["Stored"],
        },
    },
    "impact": {"overall_rating": "Painful"},
}


def older(**changes: Any) -> dict[str, Any]:
    """A record of schema 1.2; `changes`: path with “__” for “.” -> value, None takes the key out."""
    return _changed(OLDER, changes)


def newer(**changes: Any) -> dict[str, Any]:
    """A record of schema 1.3; `changes` as for `older`."""
    return _changed(NEWER, changes)


def _changed(record: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    made = deepcopy(record)
    for path, value in changes.items():
        *parents, last = path.split("__")
        part = made
        for parent in parents:
            part = part.setdefault(parent, {})
        part[last] = value
        if value is None:
            del part[last]
    return made


def real_records(path: Path = SAMPLE) -> list[dict[str, Any]]:
    """The 200 records of the VERIS Community Database."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found
