"""No address of ours sends a visitor to another site, whatever a link asks for."""

from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings

from accounts.models import User
from tests.security.routes import all_routes
from tests.security.rules import RULES, SHADOWED
from tests.security.world import World, make_world
from tests.storefront.buyer import OUR_PAGE

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
EVIL = (
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "https://evil.example/",
    "http:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x00//evil.example",
    "%2F%2Fevil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver\\@evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil%E3%80%82example",
)
NAMES = ("next", "redirect_to", "return_to", "url", "continue")


def leads_away(answer: HttpResponse) -> bool:
    """Whether a browser that follows this answer leaves the shop. Browsers drop tabs and line ends and read ``\\`` as ``/``."""
    location = answer.headers.get("Location", "")
    for sign in "\t\r\n\x00":
        location = location.replace(sign, "")
    target = urlsplit(urljoin(HERE + "/x/", location.replace("\\", "/")))
    return bool(location) and (target.scheme not in ("http", "https") or target.netloc != "testserver")


@pytest.mark.parametrize(
    "location", ["//evil.example", "/\\evil.example", "https:/\t/evil.example", "javascript:alert(1)", "http://a@evil/"]
)
def test_the_judge_of_redirects_sees_through_the_usual_tricks(location: str) -> None:
    assert leads_away(HttpResponse(headers={"Location": location}))


@pytest.mark.parametrize("location", ["/basket/", "?sent", "http://testserver/account/", "/login/?next=//evil.example"])
def test_the_judge_of_redirects_lets_our_own_addresses_pass(location: str) -> None:
    assert not leads_away(HttpResponse(headers={"Location": location}))


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # forty logins; how hard one is stands elsewhere
@pytest.mark.parametrize("evil", EVIL)
def test_logging_in_leads_nowhere_else(evil: str) -> None:
    User.objects.create_user("asha@example.com", "a-long-password-of-hers")
    form = {"login": "asha@example.com", "password": "a-long-password-of-hers"}
    for asked in (Client().post("/login/?" + urlencode({"next": evil}), form), Client().post("/login/", {**form, "next": evil})):
        assert asked.status_code == 302
        assert not leads_away(asked), asked["Location"]
    inside = Client()
    inside.force_login(User.objects.get())
    for path in ("/login/", "/signup/", "/admin/login/", "/central/login/"):
        answer = inside.get(path, {"next": evil})
        assert not leads_away(answer), f"{path} {answer.headers.get('Location')}"
    out = inside.post("/logout/", {"next": evil})
    assert not leads_away(out), out.headers.get("Location")


def test_a_path_that_begins_with_two_slashes_is_not_taken_for_another_site() -> None:
    for path in ("//evil.example/workspace/", "//evil.example", "/%5Cevil.example", "//evil.example/%2e%2e/account"):
        assert not leads_away(Client().get(path)), path


@pytest.mark.long
@pytest.mark.once
@pytest.mark.timeout(300)  # every route
def test_no_route_takes_its_target_from_the_request() -> None:
    world = make_world()
    for role in ("anonymous", "owner_a", "central"):
        assert led_away(world, role) == []


def led_away(world: World, role: str) -> list[str]:
    """The routes that send this role to another site when asked to."""
    found = []
    client = Client(raise_request_exception=False)
    if world.people[role]:
        client.force_login(world.people[role])
    for route in all_routes():
        rule = RULES.get(route.name)
        if route.name in SHADOWED or (rule is None and not route.template.startswith("go/")):
            continue
        values = {argument: world.things[thing.format(group="a")] for argument, thing in (rule.at if rule else {}).items()}
        path = (rule.path if rule else "") or route.path(values)
        asked = dict.fromkeys(NAMES, "//evil.example/")
        cache.clear()
        for answer in (client.get(path, asked), client.post(path, asked, headers={**OUR_PAGE, "referer": "https://evil.example/"})):
            if leads_away(answer):
                found.append(f"{route.name} {answer['Location']}")
        if route.name == "account_logout" and world.people[role]:
            client.force_login(world.people[role])
    return found
