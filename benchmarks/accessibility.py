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


# What a finger has to hit: every control and every link that does not stand in the middle of running text. A box to tick counts with its
# words, a card with all that its link covers. Links of a text are held to its lines (WCAG 2.2, 2.5.8 allows it).
LEAST_PX = 44
SMALL = """least => {
  const small = [];
  const covers = each => getComputedStyle(each, '::after').position === 'absolute';
  for (const each of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    const label = each.matches('[type=checkbox], [type=radio], [type=file]') && each.closest('label');
    const target = label || (covers(each) && (each.offsetParent || each.closest('.card, li'))) || each;
    const box = target.getBoundingClientRect(), style = getComputedStyle(target);
    if (!box.width || !box.height || style.visibility === 'hidden' || each.tabIndex < 0) continue;
    if (each.closest('[inert], [aria-hidden=true], .hidden-words, .skip')) continue;
    const beside = Array.from(each.parentElement.childNodes).filter(node => node !== each && node.textContent.trim().length > 1);
    const isText = node => node.nodeType === Node.TEXT_NODE || getComputedStyle(node).display.startsWith('inline');
    if (each.matches('a') && style.display === 'inline' && beside.some(isText)) continue;
    if (box.height < least - 0.5 || box.width < least - 0.5) {
      small.push(`${Math.round(box.width)} x ${Math.round(box.height)} px: ${each.outerHTML.slice(0, 120)}`);
    }
  }
  return small;
}"""


def too_small(page: Page) -> list[str]:
    """Each link, button and field that is less than 44 px high or wide."""
    return [str(found) for found in page.evaluate(SMALL, LEAST_PX)]
