"""People at their phones: what they press and read, in the words that stand on the pages."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from marketplace.demo.people import PASSWORD

PHONE = {"width": 360, "height": 740}


@dataclass
class Person:
    """One person with a browser of their own."""

    shop: str
    page: Page
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    @classmethod
    def at_a_phone(cls, chromium: Browser, shop: str, *, has_javascript: bool) -> "Person":
        context = chromium.new_context(viewport=PHONE, device_scale_factor=2, java_script_enabled=has_javascript)
        person = cls(shop, context.new_page())
        person.page.on("request", lambda request: person.hosts.add(urlsplit(request.url).netloc))
        person.page.on("console", lambda message: person.complaints.append(message.text) if message.type == "error" else None)
        person.page.on("pageerror", lambda error: person.complaints.append(str(error)))
        return person

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.shop + path)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], f"{path} scrolls sideways"

    def asks(self, path: str) -> int:
        """The status of an address that no page leads this person to."""
        return self.page.request.get(self.shop + path).status

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text().replace("\n", " ")

    @property
    def reads(self) -> str:
        """What stands on the page between header and footer."""
        return " ".join(self.page.locator("main").inner_text().split())

    def log_in(self, email: str, path: str) -> None:
        """Go to a page that asks who is there, and arrive at it."""
        self.open(path)
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("main form").get_by_role("button", name=re.compile("Log in")).click()
        assert urlsplit(self.page.url).path == path, f"{self.page.url}: {self.reads}"
