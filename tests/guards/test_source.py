"""Habits of the source that a reader may rely on."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from tests.conftest import ROOT

SERVICES = sorted((ROOT / "incident" / "services").glob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_services_never_commit() -> None:
    for file in SERVICES:
        assert ".commit(" not in file.read_text("utf-8"), file.name


def test_no_template_switches_escaping_off_or_loads_anything_from_outside() -> None:
    for file in TEMPLATES:
        text = file.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape false", text), file
        assert not re.search(r'(src|href)="(https?:)?//', text), file


def test_screens_have_no_inline_style_or_script() -> None:
    for file in (ROOT / "templates" / "screens").rglob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", text), file


def test_nothing_is_pickled_and_no_shell_is_used() -> None:
    for file in [*(ROOT / "incident").rglob("*.py"), *(ROOT / "notifications").rglob("*.py")]:
        text = file.read_text("utf-8")
        assert "import pickle" not in text and "shell=True" not in text, file


def test_the_web_process_never_starts_a_scheduler() -> None:
    program = "import sys; import incident.app; sys.exit('apscheduler' in sys.modules)"

    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)

    assert ended.returncode == 0


def test_files_stay_short_enough_to_be_read_at_one_sitting() -> None:
    files = [file for folder in ("incident", "notifications") for file in (ROOT / folder).rglob("*.py")]

    assert [file.name for file in files if len(file.read_text("utf-8").splitlines()) > 500] == []


def test_the_lock_files_name_every_package_with_hashes_and_no_address() -> None:
    wanted = {
        re.split(r"[\[<>=~! ]", name)[0].lower().replace("_", "-")
        for name in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    }
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text("utf-8")
        locked = {name.lower() for name in re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", text, re.MULTILINE)}
        assert wanted <= locked
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")


def test_the_wheel_holds_templates_law_data_and_the_example_configuration(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT], check=True
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())

    assert "incident/_templates/layouts/screen.html" in names
    assert "incident/_templates/documents/assets/base.css" in names
    assert "incident/law/data/europe/EU-GDPR.toml" in names
    assert "incident/web/static/breachdesk.css" in names
    assert "incident/_config.example.toml" in names
    assert not any(name.startswith(("templates/", "tests/")) for name in names)
