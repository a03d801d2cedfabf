"""Dockerfile, compose.yml and what a larger shop sets are true to ``marketplace/env.py``, and shut where a secret is missing."""

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from marketplace.env import VARIABLES
from tests.house.test_settings import GOOD_KEY, settings_with

pytestmark = pytest.mark.once
PROJECT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"].startswith("ladakh-bazaar:")}
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
# Read by gunicorn, not by the shop.
OTHERS = {"WEB_CONCURRENCY"}
GIVEN = {
    "SHOP_HOST": "shop.example",
    "SECRET_KEY": GOOD_KEY,
    "EMAIL_URL": "dummymail://",
    "POSTGRES_PASSWORD": "p",
    "S3_PASSWORD": "s3secret",
}


def filled(value: str) -> str:
    """A value as compose writes it, ``.env`` being ``GIVEN``."""
    return re.sub(r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", lambda match: GIVEN.get(match[1], match[2] or ""), value)


def test_every_variable_of_our_services_is_one_that_the_shop_reads() -> None:
    known = {variable.name for variable in VARIABLES} | OTHERS
    for name, one in OURS.items():
        assert set(one["environment"]) <= known, name


def test_each_profile_has_what_it_needs_and_every_image_is_pinned() -> None:
    running = {profile: {name for name, one in SERVICES.items() if profile in one["profiles"]} for profile in ("small", "large")}
    assert running["small"] == {"prepare", "web-small", "worker-small", "proxy", "db"}
    assert running["large"] == {"prepare", "web-large", "worker-large", "proxy", "db", "db-copy", "elasticsearch", "redis", "s3"}
    for profile, names in running.items():
        for name in names:
            assert set(SERVICES[name].get("depends_on", ())) <= names, (profile, name)
    assert [name for name, one in SERVICES.items() if name not in OURS and not re.search(r":[\w.-]*\d", one["image"])] == []


def test_no_secret_stands_in_the_files_and_only_the_proxy_has_ports() -> None:
    assert [name for name, one in SERVICES.items() if one.get("ports")] == ["proxy"]
    text = (PROJECT / "compose.yml").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        assert f"{name}: ${{{name}:?" in text
    assert not re.findall(r"(?:PASSWORD|SECRET\w*): (?!\$|\"?\$)", text)
    assert not re.search(r"(?i)(secret_key|password)=(?!\"only-while)", DOCKERFILE)


def test_our_containers_have_no_rights_and_write_nowhere_but_where_they_must() -> None:
    for name, one in OURS.items():
        assert (one["read_only"], one["cap_drop"], one["tmpfs"]) == (True, ["ALL"], ["/tmp"]), name
    assert re.search(r"^USER shop$", LAST_STAGE, re.M)
    assert LAST_STAGE.index("USER shop") < LAST_STAGE.index("collectstatic") < LAST_STAGE.index("\nCMD ")


def test_the_image_is_slim_pinned_and_says_whether_it_answers() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)) == {"python:3.11-slim-bookworm"}
    assert "--require-hashes" in DOCKERFILE
    assert "HEALTHCHECK" in LAST_STAGE
    assert '"--preload"' in LAST_STAGE
    for path in (".git", "var", "tests", ".env"):
        assert path in (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = re.findall(r"\./(deploy/[\w.]+):", (PROJECT / "compose.yml").read_text(encoding="utf-8"))
    assert copied
    assert all((PROJECT / file).is_file() for file in copied)


@pytest.mark.long
@pytest.mark.parametrize("name", ["web-small", "web-large"])
def test_settings_load_with_what_compose_gives(tmp_path: Path, name: str) -> None:
    given = {key: filled(value) for key, value in OURS[name]["environment"].items()}
    large = name == "web-large"
    code = (
        f"assert ('replica' in s.DATABASES) is {large}\n"
        f"assert bool(getattr(s, 'DATABASE_ROUTERS', [])) is {large}\n"
        f"assert ('pool' in s.DATABASES['default'].get('OPTIONS', {{}})) is {large}\n"
        f"assert (s.STORAGES['default']['BACKEND'] == 'media.s3.MediaBucket') is {large}\n"
        f"assert bool(s.ELASTICSEARCH_URL) is {large} and s.HTTPS and s.TRUSTED_PROXIES == 1\n"
        f"assert ('Redis' in s.CACHES['default']['BACKEND']) is {large}\n"
    )
    done = settings_with(tmp_path, code, **given)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_POOL", "4"), ("DATABASE_REPLICA_URL", "postgres://u:p@h/d"), ("DATABASE_POOL", "many")]
)
def test_what_does_not_fit_the_database_is_refused(tmp_path: Path, name: str, value: str) -> None:
    done = settings_with(tmp_path, SECRET_KEY=GOOD_KEY, **{name: value})
    assert name in done.stderr
    assert done.returncode


def test_the_health_check_asks_under_the_shops_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    from marketplace.start.healthy import is_healthy

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if (self.path, self.headers["Host"]) == ("/healthz", "shop.example") else 400)
            self.end_headers()

        def log_message(self, *given: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("BASE_URL", "https://shop.example")
        assert is_healthy(server.server_port)
        monkeypatch.setenv("BASE_URL", "https://other.example")
        assert not is_healthy(server.server_port)
        server.shutdown()
    assert not is_healthy(server.server_port)
