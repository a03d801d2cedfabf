"""The documentation check finds what it is there to find."""

from pathlib import Path

import pytest

from docs import check

pytestmark = pytest.mark.once


def test_the_documentation_is_in_step_with_the_code() -> None:
    assert check.problems() == []


def test_a_dead_link_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.md").write_text("See [there](nowhere.md) and [here](https://example.org).", encoding="utf-8")
    monkeypatch.setattr(check, "PROJECT", tmp_path)
    assert check.dead_links() == ["page.md: no such file nowhere.md"]


def test_a_promise_without_its_test_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("docs", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_one.py").write_text("def test_it_holds() -> None: ...\n", encoding="utf-8")
    told = "| `test_one.py::test_it_holds`, `test_one.py` | `test_one.py::test_it` | `test_two.py::test_it_holds` | `test_two.py` |"
    (tmp_path / "docs" / "acceptance.md").write_text(told, encoding="utf-8")
    monkeypatch.setattr(check, "PROJECT", tmp_path)
    assert check.missing_tests() == [
        "docs/acceptance.md: no such test test_one.py::test_it",
        "docs/acceptance.md: no such test test_two.py::test_it_holds",
        "docs/acceptance.md: no such test test_two.py",
    ]


def test_a_requirement_without_a_reason_and_a_reason_without_a_requirement_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "dependencies.md").write_text("| `gone` | why |\n", encoding="utf-8")
    (tmp_path / "requirements.in").write_text("django>=5\n", encoding="utf-8")
    (tmp_path / "requirements-dev.in").write_text("", encoding="utf-8")
    monkeypatch.setattr(check, "PROJECT", tmp_path)
    assert check.unexplained_requirements() == [
        "docs/dependencies.md: django is not explained",
        "docs/dependencies.md: gone is not required any more",
    ]


def test_a_variable_without_a_row_a_row_without_a_variable_and_a_wrong_default_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "settings.md").write_text("| `DEBUG` | switch | `1` | x |\n| `NOTHING` | text | `x` | y |\n", encoding="utf-8")
    monkeypatch.setattr(check, "PROJECT", tmp_path)
    found = check.undocumented_variables()
    assert "docs/settings.md: NOTHING is no variable" in found
    assert "docs/settings.md: default of DEBUG is '0'" in found
    assert "docs/settings.md: SECRET_KEY has no row" in found
