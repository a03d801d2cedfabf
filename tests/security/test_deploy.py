"""A shop on https as it is started for real: Django's own checks have nothing to say, and every cookie is secure."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = [pytest.mark.long, pytest.mark.once]
FLAGS = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "OSCAR_BASKET_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
# One process for all questions: starting the shop is what takes the time.
ASK = """
import io, json, sys
import django; django.setup()
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
said = io.StringIO()
try:
    call_command("check", deploy=True, fail_level="WARNING", stdout=said, stderr=said)
except CommandError as error:
    said.write(str(error))
plain, safe = Client().get("/robots.txt", headers={"host": "shop.example"}), Client().get("/robots.txt", secure=True, headers={"host": "shop.example"})
print(json.dumps({
    "check": said.getvalue(),
    "flags": {name: getattr(settings, name) for name in sys.argv[1:]},
    "plain": [plain.status_code, plain["Location"]],
    "safe": [safe.status_code, safe["Strict-Transport-Security"]],
}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a shop at https://shop.example says."""
    var_dir: Path = tmp_path_factory.mktemp("https")
    environment = {**os.environ, "BASE_URL": "https://shop.example", "VAR_DIR": str(var_dir), "ALLOWED_HOSTS": "", "DEBUG": "0"}
    done = subprocess.run(
        [sys.executable, "-c", ASK, *FLAGS], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return said


def test_the_deployment_check_of_django_finds_nothing(answers: dict[str, Any]) -> None:
    assert "no issues" in answers["check"], answers["check"][-2000:]


def test_on_https_every_cookie_is_secure_and_plain_http_is_led_away_from(answers: dict[str, Any]) -> None:
    assert answers["flags"] == dict.fromkeys(FLAGS, True)
    assert answers["plain"] == [301, "https://shop.example/robots.txt"]


def test_on_https_browsers_are_told_to_stay_there_for_a_year(answers: dict[str, Any]) -> None:
    assert answers["safe"] == [200, "max-age=31536000; includeSubDomains; preload"]
