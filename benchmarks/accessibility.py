"""What keeps people out of a page: axe (WCAG 2.2, A and AA), pages wider than the window, words that are cut, a focus that is covered."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# What sticks to the edge of the window covers whatever is scrolled under it at the moment, which axe takes for a target that is too
# small: meanwhile it lies in its place. Whether it covers what has the focus is asked by ``covered``.
RUN = """async levels => {
  const stuck = [...document.querySelectorAll('body *')].filter(each => ['sticky', 'fixed'].includes(getComputedStyle(each).position));
  stuck.forEach(each => each.style.setProperty('position', 'relative', 'important'));
  const found = await axe.run(document, {runOnly: levels, resultTypes: ['violations']});
  stuck.forEach(each => each.style.removeProperty('position'));
  return found;
}"""


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


# Boxes that hide what does not fit, and hold a line that does not; and letters that reach over the edge of a box that clips. Where the
# ink of a line ends is asked of a canvas with the same font.
CUT = """() => {
  const found = [], pen = document.createElement('canvas').getContext('2d');
  for (const box of document.querySelectorAll('body *')) {
    const style = getComputedStyle(box), hides = [style.overflowX, style.overflowY].some(way => way === 'hidden' || way === 'clip');
    const is_for_ears = style.position === 'absolute' && style.clipPath.startsWith('inset');
    if (is_for_ears || box.closest('svg') || !box.innerText || box.clientHeight <= 2) continue;
    if (hides && box.scrollHeight > box.clientHeight + 2) found.push(`cut: ${box.outerHTML.slice(0, 120)}`);
    if (style.overflowX === 'hidden' && box.scrollWidth > box.clientWidth + 2) found.push(`cut aside: ${box.outerHTML.slice(0, 120)}`);
    const first = box.firstChild;
    if (!(hides || style.clipPath !== 'none') || first?.nodeType !== Node.TEXT_NODE || !first.textContent.trim()) continue;
    const edge = box.getBoundingClientRect(), words = document.createRange();
    words.selectNodeContents(first);
    pen.font = style.font;
    if (words.getClientRects().length === 1) {
      const line = words.getBoundingClientRect(), ink = pen.measureText(first.textContent.trim());
      const base = line.top + (line.height + ink.fontBoundingBoxAscent - ink.fontBoundingBoxDescent) / 2;
      const over = Math.max(edge.top - base + ink.actualBoundingBoxAscent, base + ink.actualBoundingBoxDescent - edge.bottom);
      if (over > 2) found.push(`ink ${Math.round(over)} px over the edge: ${box.outerHTML.slice(0, 120)}`);
    }
  }
  return found;
}"""
# What sticks to an edge of the window, and lies over what has the focus or over a part of it (WCAG 2.2, 2.4.11).
OVER = """(each, bars) => {
  const here = each.getBoundingClientRect();
  return bars.find(bar => {
    const over = bar.getBoundingClientRect();
    const left = Math.max(here.left, over.left), right = Math.min(here.right, over.right);
    const top = Math.max(here.top, over.top), bottom = Math.min(here.bottom, over.bottom);
    if (bar.contains(each) || each.contains(bar) || right - left < 1 || bottom - top < 1) return false;
    return bar.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });
}"""
BARS = "[...document.querySelectorAll('body *')].filter(each => ['sticky', 'fixed'].includes(getComputedStyle(each).position))"
# Each thing that can have the focus, in turn; the page must not scroll smoothly meanwhile.
COVERED = f"""() => {{
  const bars = {BARS}, over = {OVER}, covered = [];
  if (!bars.length) return covered;
  for (const each of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {{
    if (each.tabIndex < 0) continue;
    each.focus();
    const bar = document.activeElement === each && over(each, bars);
    if (bar) covered.push(`under .${{bar.className}}: ${{each.outerHTML.slice(0, 120)}}`);
  }}
  document.activeElement.blur();
  return covered;
}}"""
FOCUS_COVERED = f"() => !!({OVER})(document.activeElement, {BARS})"


def cut_off(page: Page) -> list[str]:
    """Words of which a part can not be seen."""
    return [str(found) for found in page.evaluate(CUT)]


def covered(page: Page) -> list[str]:
    """What lies under something that sticks to the window while it has the focus. For a page with reduced motion."""
    return [str(found) for found in page.evaluate(COVERED)]
