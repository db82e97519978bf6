"""A person at a browser without scripts: follows links, fills in forms, sends the page's own tokens along."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Visitor:
    """One browser. `page` is the HTML of the last answer, `text` its words."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    @property
    def text(self) -> str:
        """The words of the last page, on one line."""
        plain = re.sub(r"(?s)<(script|style|svg|head|template)\b.*?</\1>", " ", self.page)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", plain))).strip()

    def get(self, address: str) -> TestResponse:
        """Open an address."""
        answer = self.client.get(address)
        self.page = answer.get_data(as_text=True)
        return answer

    def hidden(self, name: str, form: str = "") -> str:
        """A hidden field's value on the page; `form`: in the form that goes to this address."""
        page = self.page
        if form:
            found = re.search(rf'(?s)<form[^>]*action="{re.escape(html.escape(form))}.*?</form>', page)
            page = found.group(0) if found else page
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', page)
        return html.unescape((found.group(1) or found.group(2) or "") if found else "")

    def post(self, address: str, **fields: Any) -> TestResponse:
        """Send a form with the tokens of the page; "__" in a name stands for "-", a dict for a point in time."""
        sent: dict[str, Any] = {name: self.hidden(name, address) for name in ("csrf_token", "once", "version")}
        for name, value in fields.items():
            key = name.replace("__", "-")
            if isinstance(value, dict):
                sent.update({f"{key}-{part}": words for part, words in value.items()})
            else:
                sent[key] = value
        answer = self.client.post(address, data={name: value for name, value in sent.items() if value is not None})
        if answer.mimetype == "text/html" and answer.status_code != 303:
            self.page = answer.get_data(as_text=True)
        return answer

    def follow(self, answer: TestResponse) -> TestResponse:
        """Open where an answer leads."""
        assert answer.status_code in (302, 303), (answer.status_code, self.text[:1500])
        return self.get(answer.headers["Location"])


def local(day: str, time: str, zone: str = "Pacific/Auckland") -> dict[str, str]:
    """The three fields of a point in time, as a person fills them in."""
    return {"date": day, "time": time, "zone": zone}
