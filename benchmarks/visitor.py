"""A visitor without JavaScript: opens pages, reads their forms and sends them, as a browser would."""

import html
import http.cookiejar
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

REDIRECTS = (301, 302, 303)

_PROBLEMS = re.compile(r'<div class="problem-list".*?</div>', re.DOTALL)


@dataclass
class Form:
    """One form of a page: where it goes and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    # The address of the page that it is on: a browser names it, and stock Oscar goes back there.
    page: str = ""


@dataclass
class Answer:
    """What came back. ``leads_to`` is where an answer sends on that was not followed."""

    status: int
    address: str
    body: str
    leads_to: str = ""

    def forms(self) -> list[Form]:
        """The forms of the page, in order."""
        reader = _FormReader(self.address)
        reader.feed(self.body)
        return reader.forms

    def problems(self) -> list[str]:
        """What the page says has to be corrected, as a reader sees it."""
        found = _PROBLEMS.search(self.body)
        items = re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL) if found else []
        return [html.unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in items]

    def form(self, action: str) -> Form:
        """The first form whose address contains ``action``. Raises ``LookupError``."""
        for form in self.forms():
            if action in form.action:
                return form
        raise LookupError(f"No form to {action} on {self.address} ({self.status})")

    def form_with(self, name: str) -> Form:
        """The first form that has a field of this name. Raises ``LookupError``."""
        for form in self.forms():
            if name in form.fields:
                return form
        raise LookupError(f"No form with {name} on {self.address} ({self.status})")


class _FormReader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            method = values.get("method", "get").lower()
            self.forms.append(Form(urljoin(self.address, values.get("action", "")), method, page=self.address))
        elif self.forms and tag in ("input", "button", "textarea") and values.get("name"):
            self._input(values)
        elif self.forms and tag == "select":
            self._select = values.get("name", "")
        elif self.forms and tag == "option" and self._select:
            self.forms[-1].choices.setdefault(self._select, []).append(values.get("value", ""))
            if "selected" in values or self._select not in self.forms[-1].fields:
                self.forms[-1].fields[self._select] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _input(self, values: dict[str, str]) -> None:
        form, name, value = self.forms[-1], values["name"], values.get("value", "")
        if values.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value or "on")
            if "checked" in values:
                form.fields[name] = value or "on"
        elif values.get("type") != "submit":
            form.fields.setdefault(name, value)


class _Unfollowed(HTTPRedirectHandler):
    """Leaves it to the visitor whether to go where an answer leads."""

    def redirect_request(self, *_given: Any) -> None:
        return None


class Visitor:
    """Cookies, pages and forms of one visitor."""

    def __init__(self, address: str, *, forwarded_for: str = "") -> None:
        """``forwarded_for`` is the address that a shop behind a trusted proxy takes the visitor to come from."""
        self.address = address
        self._jar = http.cookiejar.CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar))
        self._pressing = build_opener(HTTPCookieProcessor(self._jar), _Unfollowed)
        if forwarded_for:
            for opener in (self._opener, self._pressing):
                opener.addheaders.append(("X-Forwarded-For", forwarded_for))

    def cookies(self) -> list[dict[str, str]]:
        """The cookies so far, in the shape in which a browser takes them over."""
        return [{"name": cookie.name, "value": cookie.value or "", "url": self.address} for cookie in self._jar]

    def get(self, path: str) -> Answer:
        return self._open(Request(urljoin(self.address, path)))

    def send(self, form: Form, **fields: str) -> Answer:
        """Send a form with some fields filled in; redirects are followed."""
        return self._open(self._request(form, fields))

    def press(self, form: Form, **fields: str) -> Answer:
        """The same, up to its own answer: where that leads is told and not followed."""
        return self._open(self._request(form, fields), follows=False)

    def _request(self, form: Form, fields: dict[str, str]) -> Request:
        data = urlencode({**form.fields, **fields})
        if form.method == "get":
            return Request(f"{form.action.split('?')[0]}?{data}")
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin", "Referer": form.page or form.action}
        return Request(form.action, data=data.encode(), headers=headers)

    def _open(self, request: Request, *, follows: bool = True) -> Answer:
        try:
            with (self._opener if follows else self._pressing).open(request, timeout=60) as answer:
                return Answer(answer.status, answer.url, answer.read().decode("utf-8", "replace"))
        except HTTPError as error:
            leads_to = urljoin(request.full_url, error.headers.get("Location") or "") if error.code in REDIRECTS else ""
            return Answer(error.code, request.full_url, error.read().decode("utf-8", "replace"), leads_to)
