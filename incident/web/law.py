"""The law library: every regime, and one regime with its duties as they are written in the law data."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask_security import current_user

from incident.db.models import Clock
from incident.domain import condition_words, law_changes, law_examples, law_library, law_pages
from incident.domain.law_library import Wanted
from incident.errors import NotFound
from incident.http import desk, may, now
from incident.law.model import Regime

bp = Blueprint("law", __name__)
MAX_WORDS = 200  # characters of a search; a citation is shorter


@bp.get("/law")
@may("law.view")
def index() -> str:
    """The library by place or by name: what fits the words, the region and the view, with what could not be read."""
    rulebook, wanted = desk().rulebook, _wanted()
    order = "name" if request.args.get("order") == "name" else "place"
    found = law_library.search(rulebook, wanted, on=_today())
    return render_template(
        "screens/law/index.html",
        wanted=wanted,
        order=order,
        found=found,
        regions=law_library.by_region(found.entries),
        names=sorted(found.entries, key=lambda entry: entry.regime.name.casefold()),
        region_words=law_library.region_words,
        total=len(rulebook.regimes),
        faults=rulebook.faults,
        edition=rulebook.version,
    )


def _wanted() -> Wanted:
    """What the address asks for; what no library has counts as not asked."""
    view, region = request.args.get("show", "all"), request.args.get("region", "")
    known = {regime.region for regime in desk().rulebook.regimes}
    return Wanted(
        words=request.args.get("q", "").strip()[:MAX_WORDS],
        region=region if region in known else "",
        view=view if view in law_library.VIEWS else "all",
    )


def address_of(clock: Clock) -> str | None:
    """Where the law behind a duty stands in the library; None for a promise, or a law that the rulebook no longer has."""
    if clock.regime not in desk().rulebook.by_id:
        return None
    return url_for("law.show", regime_id=clock.regime, _anchor=law_pages.anchor(clock.regime, clock.obligation))


def _today() -> date:
    return now().astimezone(ZoneInfo(current_user.zone)).date()


def _regime(regime_id: str) -> Regime:
    regime = desk().rulebook.by_id.get(regime_id)
    if regime is None:
        raise NotFound(f"There is no law “{regime_id[:80]}” in the rulebook. Look for it in the law library.")
    return regime


@bp.get("/law/<regime_id>")
@may("law.view")
def show(regime_id: str) -> str:
    """One regime: its duties, how their time is counted, what a notice must contain, who is told, what is doubtful."""
    rulebook, regime, today = desk().rulebook, _regime(regime_id), _today()
    duties = law_pages.duties(regime, rulebook, on=today)
    return render_template(
        "screens/law/show.html",
        regime=regime,
        row=law_pages.row(regime),
        off=regime.id in rulebook.off,
        scope=condition_words.say(regime.scope.table) if regime.scope else None,
        duties=duties,
        changes=law_changes.of(regime, law_pages.titles_of(rulebook), on=today),
        authorities=law_pages.authorities(duties, rulebook),
        edition=rulebook.version,
    )


@bp.get("/law/<regime_id>/examples")
@may("law.view")
def examples(regime_id: str) -> str:
    """The worked examples of one regime, run now; apart, since running many of them takes its time."""
    rulebook, regime = desk().rulebook, _regime(regime_id)
    return render_template(
        "screens/law/examples.html",
        regime=regime,
        row=law_pages.row(regime),
        examples=law_examples.of(regime, rulebook),
        edition=rulebook.version,
    )
