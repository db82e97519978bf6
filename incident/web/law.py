"""The law library: every regime, and one regime with its duties as they are written in the law data."""

from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask_security import current_user

from incident.domain import condition_words, law_examples, law_pages
from incident.errors import NotFound
from incident.http import desk, may, now

bp = Blueprint("law", __name__)


@bp.get("/law")
@may("law.view")
def index() -> str:
    """Every regime by place or by name, with what is not certain about it."""
    order = "name" if request.args.get("order") == "name" else "place"
    rows = sorted((law_pages.row(regime) for regime in desk().rulebook.regimes), key=lambda row: row.regime.name.casefold())
    if order == "place":
        rows.sort(key=lambda row: row.place)
    return render_template(
        "screens/law/index.html",
        rows=rows,
        order=order,
        drafts=sum(row.regime.status == "draft" for row in rows),
        unsure=sum(row.lowest == "low" for row in rows),
        edition=desk().rulebook.version,
    )


@bp.get("/law/<regime_id>")
@may("law.view")
def show(regime_id: str) -> str:
    """One regime: its duties, how their time is counted, what a notice must contain, who is told, what is doubtful."""
    rulebook = desk().rulebook
    regime = rulebook.by_id.get(regime_id)
    if regime is None:
        raise NotFound(f"There is no law “{regime_id[:80]}” in the rulebook. Look for it in the law library.")
    today = now().astimezone(ZoneInfo(current_user.zone)).date()
    duties = law_pages.duties(regime, rulebook, on=today)
    return render_template(
        "screens/law/show.html",
        regime=regime,
        row=law_pages.row(regime),
        scope=condition_words.say(regime.scope.table) if regime.scope else None,
        duties=duties,
        authorities=law_pages.authorities(duties, rulebook),
        examples=law_examples.of(regime, rulebook),
        edition=rulebook.version,
    )
