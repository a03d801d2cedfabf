"""A shop on https as it is started for real: Django's own checks have nothing to say, and every cookie is secure."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

FLAGS = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "OSCAR_BASKET_COOKIE_SECURE", "SECURE_SSL_REDIRECT")


def run(var_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of a shop at https://shop.example."""
    environment = {**os.environ, "BASE_URL": "https://shop.example", "VAR_DIR": str(var_dir), "ALLOWED_HOSTS": "", "DEBUG": "0"}
    return subprocess.run([sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_the_deployment_check_of_django_finds_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "no issues" in done.stdout


def test_on_https_every_cookie_is_secure_and_plain_http_is_led_away_from(tmp_path: Path) -> None:
    read = "import json; from marketplace import settings as s; print(json.dumps({name: getattr(s, name) for name in %r}))"
    done = run(tmp_path, "-c", read % (FLAGS,))
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == dict.fromkeys(FLAGS, True)


ASK = """
import django; django.setup()
from django.test import Client
plain, safe = Client().get("/robots.txt", headers={"host": "shop.example"}), Client().get("/robots.txt", secure=True, headers={"host": "shop.example"})
print(plain.status_code, plain["Location"], "|", safe.status_code, safe["Strict-Transport-Security"])
"""


def test_on_https_browsers_are_told_to_stay_there_for_a_year(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", ASK)
    assert done.returncode == 0, done.stderr[-2000:]
    moved, stays = done.stdout.strip().splitlines()[-1].split(" | ")
    assert moved == "301 https://shop.example/robots.txt"
    assert stays == "200 max-age=31536000; includeSubDomains; preload"
