"""What keeps people out of a page: axe (WCAG 2.2, A and AA), and pages wider than the window."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = "levels => axe.run(document, {runOnly: levels, resultTypes: ['violations']})"


@cache
def axe() -> str:
    """The script of Deque's axe-core, which the pinned development package carries."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8") + ";0"


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with the element that breaks it."""
    page.evaluate(axe())
    found = page.evaluate(RUN, list(LEVELS))["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def too_wide(page: Page) -> list[str]:
    """A page that scrolls sideways."""
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"{width} px wide in a window of {window} px"] if width > window else []
