"""Settings are secure by default and refuse what would make them weak."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

PROJECT = Path(__file__).resolve().parents[2]
GOOD_KEY = "k9Vt2r9QwLx8Zb4Kp7Ny3Hc6Mf1Js5Gd0Ta9Re2Wq8Ux4Zi7Ob3Pn6Lk1"


def settings_with(tmp_path: Path, code: str = "pass", **variables: str) -> subprocess.CompletedProcess[str]:
    """Start Python with these variables alone, import the settings, run ``code``."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **variables}
    program = f"import marketplace.settings as s\n{code}"
    return subprocess.run([sys.executable, "-c", program], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_nothing_set_but_a_key_gives_a_closed_production_shop(tmp_path: Path) -> None:
    code = (
        "assert s.DEBUG is False and s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT\n"
        "assert s.SECURE_HSTS_SECONDS > 0 and s.ALLOWED_HOSTS == ['localhost'] and s.SHOP_NAME == 'Ladakh Bazaar'\n"
        "assert s.DATABASES['default']['ATOMIC_REQUESTS'] is False\n"
    )
    assert settings_with(tmp_path, code, SECRET_KEY=GOOD_KEY).stderr == ""


@pytest.mark.parametrize("key", ["", "short", "a" * 60, "django-insecure-" + GOOD_KEY])
def test_a_missing_short_or_sample_key_stops_the_start(tmp_path: Path, key: str) -> None:
    done = settings_with(tmp_path, SECRET_KEY=key)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_the_key_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(GOOD_KEY + "\n", encoding="utf-8")
    assert settings_with(tmp_path, f"assert s.SECRET_KEY == {GOOD_KEY!r}", SECRET_KEY_FILE=str(file)).returncode == 0


@pytest.mark.parametrize("address", ["http://shop.example", "shop.example", "ftp://localhost", "http://"])
def test_plain_http_is_refused_for_anything_but_this_machine(tmp_path: Path, address: str) -> None:
    done = settings_with(tmp_path, SECRET_KEY=GOOD_KEY, BASE_URL=address)
    assert done.returncode != 0
    assert "BASE_URL" in done.stderr


def test_a_switch_that_is_neither_yes_nor_no_is_refused_by_name(tmp_path: Path) -> None:
    done = settings_with(tmp_path, SECRET_KEY=GOOD_KEY, DEBUG="maybe")
    assert "DEBUG must be 1 or 0" in done.stderr


@pytest.mark.parametrize(("is_open", "asked", "is_on"), [("1", "", True), ("0", "", False), ("1", "0", False), ("0", "1", True)])
def test_staff_of_an_open_shop_show_a_code_unless_it_is_switched_off_by_name(tmp_path: Path, is_open: str, asked: str, is_on: bool) -> None:
    code = f"assert s.STAFF_SECOND_FACTOR is {is_on}"
    assert settings_with(tmp_path, code, SECRET_KEY=GOOD_KEY, SHOP_OPEN=is_open, STAFF_SECOND_FACTOR=asked).returncode == 0


def test_a_database_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    done = settings_with(tmp_path, SECRET_KEY=GOOD_KEY, DATABASE_URL="mysql://u:p@h/n")
    assert "DATABASE_URL" in done.stderr


KEYS = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_PUBLISHABLE_KEY": "pk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}


def test_the_keys_of_the_card_gateway_are_taken_together_or_not_at_all(tmp_path: Path) -> None:
    assert settings_with(tmp_path, "assert s.STRIPE_SECRET_KEY == 'sk_test_1'", SECRET_KEY=GOOD_KEY, **KEYS).stderr == ""
    for name in KEYS:
        done = settings_with(tmp_path, SECRET_KEY=GOOD_KEY, **{**KEYS, name: ""})
        assert "Cards need all of" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_PUBLISHABLE_KEY", "sk_live_1"),
        ("STRIPE_API_BASE", "http://api.stripe.com"),
        ("STRIPE_JS_URL", "http://js.stripe.com/v3/"),
        ("STRIPE_JS_URL", "/static/stripe.js"),
    ],
)
def test_a_setting_that_would_give_away_a_key_or_a_card_stops_the_start(tmp_path: Path, name: str, value: str) -> None:
    done = settings_with(tmp_path, SECRET_KEY=GOOD_KEY, **{**KEYS, name: value})
    assert done.returncode != 0
    assert name in done.stderr


def test_environment_is_read_in_one_place_only() -> None:
    rooms = [path.parent for path in PROJECT.glob("*/apps.py")]
    files = [path for room in rooms for path in room.rglob("*.py")]
    readers = [str(path.relative_to(PROJECT)) for path in files if "os.environ" in path.read_text(encoding="utf-8")]
    allowed = {"marketplace/env.py", "marketplace/wsgi.py"}
    assert [name for name in readers if name not in allowed and not name.startswith("marketplace/start/")] == []
