"""Style sheets and templates keep the house's rules: small files, no ids, nothing that shouts, right-to-left for nothing."""

import re
from pathlib import Path

import pytest

from marketplace import styles

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = [file for file in TEMPLATES if file.parent.name == "components"]
MOST_LINES = 80
KB = 1024
# left and right have no place where pages also run the other way; `clip-path` and gradients have no logical form.
PHYSICAL = re.compile(r"(?<![-\w])(?:left|right|(?:margin|padding|border)-(?:left|right|top|bottom))\s*:", re.IGNORECASE)


def rules_of(sheet: str) -> list[str]:
    """The selectors of a sheet without comments."""
    return re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))


@pytest.mark.parametrize("sheet", styles.SHEETS)
def test_a_joined_sheet_is_at_most_ten_kilobytes_on_the_way(sheet: str) -> None:
    brotli = pytest.importorskip("brotli")
    assert len(brotli.compress(styles.joined(sheet).encode())) <= 10 * KB


@pytest.mark.parametrize("sheet", styles.SHEETS)
def test_a_joined_sheet_begins_with_the_layers_and_holds_all_its_parts(sheet: str) -> None:
    text = styles.joined(sheet)
    assert text.startswith("@layer tokens,base,layout,components,pages;")
    assert ".card{" in text
    assert text.count("{") == text.count("}")


def test_a_changed_part_is_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "SOURCES", tmp_path)
    monkeypatch.setattr(styles, "JOINED", tmp_path / "out")
    part = tmp_path / "tokens.css"
    part.write_text("a{}", encoding="utf-8")
    finder = styles.JoinedStylesFinder()
    assert Path(finder.find("css/shop.css")).read_text(encoding="utf-8") == "a{}"
    part.write_text("b{}", encoding="utf-8")
    assert Path(finder.find("css/shop.css")).read_text(encoding="utf-8") == "b{}"
    assert finder.find("css/other.css") == []


@pytest.mark.parametrize("file", SHEETS, ids=lambda file: file.name)
def test_a_sheet_names_no_id_shouts_nothing_and_knows_no_left_and_right(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert [selector for selector in rules_of(text) if re.search(r"#[a-z]", selector)] == []
    assert "!important" not in text
    assert PHYSICAL.findall(text) == []
    assert text.lstrip().startswith(("@layer", "/*"))
    assert "url(" not in OWN_FONT.sub("", text)


OWN_FONT = re.compile(r'url\("\.\./\.\./fonts/[a-z-]+\.woff2"\)')  # only pages in Ladakhi, Purgi and Urdu load one


def test_left_and_right_would_be_found() -> None:
    assert PHYSICAL.findall(".a { margin-left: 4px; left: 0 }") == ["margin-left:", "left:"]
    assert PHYSICAL.findall(".a { margin-inline-start: 4px; inset-inline: 0 }") == []


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.name)
def test_a_component_is_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


# The page on which a card is given loads the gateway's script; its own policy lets in that one (tests/security/test_headers.py).
# Small files of our own may be loaded anywhere: pages work without them.
WITH_SCRIPT = {"storefront/buying/card.html"}


def test_no_template_carries_style_script_or_an_address_of_somebody_else() -> None:
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r'\sstyle="|<style|\son[a-z]+="', text), file
        if str(file.relative_to(ROOT / "templates")) not in WITH_SCRIPT:
            assert not re.search(r"<script(?! type=\"application/ld\+json\"| src=\"{% static 'js/)", text), file
        foreign = re.findall(r'(?:src|href)="(https?://[^"{]+)', text)
        assert [address for address in foreign if not address.startswith("https://wa.me/")] == [], file


def test_every_component_is_told_of_in_the_readme() -> None:
    told = (ROOT / "templates" / "components" / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+\.html)`", told))
    whole = {file.name for file in COMPONENTS}
    assert named - whole <= {"base.html", "slim.html", "desk.html"}
    assert whole - named == set()
