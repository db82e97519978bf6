"""When no scheduler runs, every page says so and machines get 503, until one runs again."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, update

from incident.db.models import Heartbeat
from incident.times import utcnow
from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import Person
from tests.browser.site import Site, running, until

Come = Callable[..., Person]
ALARM = "No reminders are sent at present."


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation whose scheduler was never started."""
    with running(tmp_path_factory.mktemp("site"), scheduler=False) as started:
        yield started


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_every_page_says_that_no_scheduler_ever_ran_and_how_to_start_one(site: Site, come: Come, width: int) -> None:
    incident = site.incident()
    with site.writing() as (session, _):
        session.execute(delete(Heartbeat))
    officer, reporter = come("privacy_officer", width=width), come("reporter", width=width)

    inside = (incident.path, incident.facts, f"{incident.path}/duties")
    for person, paths in (
        (officer, ("/", "/incidents", *inside, "/register", "/law", "/account")),
        (reporter, ("/", "/report", f"/report/{incident.ref}", "/account")),
    ):
        for path in paths:
            person.open(path)
            alarm = person.page.get_by_role("alert")
            expect(alarm).to_contain_text(ALARM)
            expect(alarm).to_contain_text("The scheduler has never run here. Start it with: incident scheduler.")
    officer.look()
    reporter.look()


def test_an_alarm_stands_on_the_page_and_in_the_health_until_a_scheduler_runs_again(site: Site, come: Come) -> None:
    person = come("handler")
    site.start("scheduler")
    until(lambda: site.health() == 200)
    person.open("/")
    expect(person.page.get_by_role("contentinfo")).to_contain_text("Reminders are running")
    assert person.page.get_by_text(ALARM).count() == 0

    site.end("scheduler")
    with site.writing() as (session, _):
        session.execute(update(Heartbeat).values(at=utcnow() - timedelta(minutes=2)))  # as if it ended two minutes ago
    person.open("/")

    assert site.health() == 503
    expect(person.page.get_by_role("alert")).to_contain_text("The scheduler’s last sign of life was on")
    expect(person.page.get_by_role("alert")).to_contain_text("2 min ago")
    expect(person.page.get_by_role("contentinfo")).to_contain_text("Reminders are not running")
    person.look()
