"""One login page for everybody: by e-mail or mobile number, throttled, telling nobody who exists."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import Settings

from accounts.models import User
from journal import outbox
from journal.models import Effect
from tests.accounts.caches import AwayCache

pytestmark = pytest.mark.django_db
PASSWORD = "a-Walnut-tree-in-Turtuk"
LOGIN = "/login/"


@pytest.fixture
def asha() -> User:
    return User.objects.create_user("asha@test.example", PASSWORD, mobile="+919876543210")


def log_in(client: Client, login: str = "asha@test.example", password: str = PASSWORD, **more: str) -> "object":
    return client.post(LOGIN, {"login": login, "password": password, **more})


def who(client: Client) -> int | None:
    """The id of the user that this browser is logged in as."""
    user_id = client.session.get("_auth_user_id")
    return int(user_id) if user_id else None


def words(response: object) -> str:
    """What a page says, without what changes from one request to the next."""
    page = re.sub(r'<input type="hidden"[^>]*>|value="[^"]*"|nonce="[^"]*"', "", response.content.decode())
    return re.sub(r"\s+", " ", strip_tags(page))


@pytest.mark.parametrize(
    "login", ["asha@test.example", "Asha@Test.Example", " asha@test.example ", "+919876543210", "98765 43210", "098765-43210"]
)
def test_email_and_mobile_number_open_the_same_door(client: Client, asha: User, login: str) -> None:
    response = log_in(client, login)
    assert response.status_code == 302
    assert response["Location"] == "/account/"
    assert who(client) == asha.pk


def test_somebody_with_a_mobile_number_only_can_log_in(client: Client) -> None:
    user = User.objects.create_user(mobile="+919876543210", password=PASSWORD)
    log_in(client, "9876543210")
    assert who(client) == user.pk


def test_one_form_with_one_plainly_named_field(client: Client) -> None:
    page = client.get(LOGIN)
    assert list(page.context["form"].fields) == ["login", "password"]
    assert page.context["form"].fields["login"].label == "E-mail or mobile number"
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("login", ["asha@test.example", "nobody@test.example", "9876543210", "9876500000", "asha"])
def test_a_failed_try_says_the_same_whether_or_not_the_person_exists(client: Client, asha: User, login: str) -> None:
    expected = words(log_in(Client(), "asha@test.example", "wrong"))
    response = log_in(client, login, "wrong")
    assert response.status_code == 200
    assert "E-mail or mobile number and password do not go together." in words(response)
    assert words(response) == expected
    assert who(client) is None


def test_an_unknown_person_costs_a_password_check_as_well(client: Client, asha: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda self, raw: hashed.append(raw))
    log_in(client, "nobody@test.example", "wrong")
    assert hashed == ["wrong"]


def test_a_switched_off_account_does_not_get_in(client: Client, asha: User) -> None:
    User.objects.filter(pk=asha.pk).update(is_active=False)
    log_in(client)
    assert who(client) is None


@pytest.mark.parametrize("login", ["asha@test.example", "9876543210"])
def test_guessing_is_stopped_for_the_contact_wherever_it_comes_from(asha: User, login: str) -> None:
    for number in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(LOGIN, {"login": login, "password": "wrong"})
    late = Client(REMOTE_ADDR="198.51.100.99")
    late.post(LOGIN, {"login": login, "password": PASSWORD})
    assert who(late) is None


def test_guesses_at_one_mobile_number_do_not_lock_out_another(asha: User) -> None:
    other = User.objects.create_user(mobile="+919876500000", password=PASSWORD)
    for number in range(6):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(LOGIN, {"login": "9876543210", "password": "wrong"})
    client = Client(REMOTE_ADDR="198.51.100.99")
    log_in(client, "9876500000")
    assert who(client) == other.pk


def test_writing_the_number_in_another_way_does_not_give_more_tries(asha: User) -> None:
    for number, login in enumerate(["9876543210", "98765 43210", "+919876543210", "09876543210", "+91-98765-43210"]):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(LOGIN, {"login": login, "password": "wrong"})
    client = Client(REMOTE_ADDR="198.51.100.99")
    log_in(client, "9876543210")
    assert who(client) is None


def test_guessing_at_many_contacts_is_stopped_for_the_visitor(client: Client, asha: User) -> None:
    for number in range(10):
        log_in(client, f"guess-{number}@test.example", "wrong")
    log_in(client)
    assert who(client) is None


def test_a_forged_address_gives_no_more_tries(asha: User) -> None:
    for number in range(10):
        Client(HTTP_X_FORWARDED_FOR=f"6.6.6.{number}").post(LOGIN, {"login": f"guess-{number}@test.example", "password": "wrong"})
    client = Client(HTTP_X_FORWARDED_FOR="7.7.7.7")
    log_in(client)
    assert who(client) is None


@pytest.mark.parametrize("path", [LOGIN, "/signup/", "/password/reset/"])
def test_without_a_cache_the_doors_stay_shut_with_a_word(client: Client, asha: User, settings: Settings, path: str) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{AwayCache.__module__}.AwayCache"}}
    response = client.post(path, {"login": "asha@test.example", "email": "new@test.example", "password": PASSWORD, "password1": PASSWORD})
    assert response.status_code == 429
    assert "Please wait a few minutes" in words(response)
    assert response["Retry-After"] == "60"
    assert who(client) is None
    assert User.objects.count() == 1


def test_the_session_key_changes_at_login_so_that_a_planted_one_is_worth_nothing(client: Client, asha: User) -> None:
    session = client.session
    session["basket"] = "kept"
    session.save()
    planted = session.session_key
    log_in(client)
    assert client.session.session_key != planted
    assert client.session["basket"] == "kept"
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert who(thief) is None


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/workspace/orders/7/?tab=new", "/workspace/orders/7/?tab=new"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("http://testserver/workspace/", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("/\\evil.example", "/account/"),
    ],
)
def test_next_leads_to_a_page_of_this_shop_only(client: Client, asha: User, wanted: str, led_to: str) -> None:
    assert log_in(client, next=wanted)["Location"] == led_to


def test_logging_out_takes_a_post(client: Client, asha: User) -> None:
    log_in(client)
    client.get("/logout/")
    assert who(client) == asha.pk
    assert client.post("/logout/")["Location"] == "/"
    assert who(client) is None


def test_no_message_is_left_for_a_cacheable_page(client: Client, asha: User) -> None:
    response = log_in(client)
    assert "messages" not in response.cookies
    assert "_messages" not in client.session


def test_the_administration_and_its_own_login_page_lead_to_the_one_login_page(client: Client) -> None:
    for path in ("/admin/", "/admin/pages/"):
        assert client.get(path)["Location"] == f"{LOGIN}?next={path}"
    assert client.get("/admin/login/")["Location"] == f"{LOGIN}?next=%2Fadmin%2F"
    assert client.get("/admin/login/?next=/admin/images/")["Location"] == f"{LOGIN}?next=%2Fadmin%2Fimages%2F"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == f"{LOGIN}?next=%2Fadmin%2F"


def test_wagtails_own_login_page_takes_no_passwords(client: Client, asha: User) -> None:
    response = client.post("/admin/login/", {"username": "asha@test.example", "password": PASSWORD})
    assert response.status_code == 405
    assert who(client) is None
    assert client.get("/admin/password_reset/")["Location"].startswith(LOGIN)


def test_staff_come_to_the_administration_and_others_are_refused_instead_of_sent_in_circles(client: Client, asha: User) -> None:
    log_in(client)
    assert client.get("/admin/").status_code == 403
    assert client.get(f"{LOGIN}?next=/workspace/")["Location"] == "/workspace/"
    User.objects.filter(pk=asha.pk).update(is_staff=True, is_superuser=True)
    assert client.get("/admin/").status_code == 200


# --- sign-up ---------------------------------------------------------------------------------------------------------------------


def test_signing_up_takes_an_email_address_and_a_password(client: Client) -> None:
    assert list(client.get("/signup/").context["form"].fields) == ["email", "password1"]
    client.post("/hi/signup/", {"email": "New@Test.Example", "password1": PASSWORD})
    user = User.objects.get()
    assert (user.email, user.language, user.is_staff, user.is_superuser) == ("new@test.example", "hi", False, False)
    assert user.password.startswith("argon2")
    assert who(client) == user.pk


@pytest.mark.parametrize("password", ["short", "password123", "new@test.example"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    client.post("/signup/", {"email": "new@test.example", "password1": password})
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["asha@test.example", "ASHA@test.example"])
def test_an_address_that_is_taken_is_refused_and_nothing_changes(client: Client, asha: User, email: str) -> None:
    response = client.post("/signup/", {"email": email, "password1": "another-Long-password"})
    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert User.objects.get().check_password(PASSWORD)
    assert who(client) is None


def test_nobody_can_make_themselves_staff_by_signing_up(client: Client) -> None:
    client.post(
        "/signup/", {"email": "new@test.example", "password1": PASSWORD, "is_staff": "1", "is_superuser": "1", "mobile": "+919876543210"}
    )
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.mobile) == (False, False, None)


# --- new password ----------------------------------------------------------------------------------------------------------------


def test_asking_for_a_new_password_answers_the_same_for_known_and_unknown(asha: User) -> None:
    known, unknown = (
        Client().post("/password/reset/", {"email": email}, follow=True) for email in ("asha@test.example", "nobody@test.example")
    )
    assert (known.redirect_chain, words(known)) == (unknown.redirect_chain, words(unknown))
    outbox.drain()
    assert [message.to for message in mail.outbox] == [["asha@test.example"]]


def test_the_link_in_the_mail_sets_a_new_password_once(client: Client, asha: User) -> None:
    client.post("/password/reset/", {"email": "asha@test.example"})
    assert "password/reset/" not in str(Effect.objects.get().payload), "no valid link lies in the outbox"
    assert outbox.drain() == 1
    link = re.search(r"http://127\.0\.0\.1:8000(/password/reset/\S+)", mail.outbox[0].body)[1]
    client.get(link)
    assert not EmailAddress.objects.exists(), "to make a link and to look at it copies no address"
    page = client.get(link, follow=True)
    form_address = page.redirect_chain[-1][0]
    client.post(form_address, {"password1": "another-Long-password", "password2": "another-Long-password"})
    asha.refresh_from_db()
    assert asha.check_password("another-Long-password")
    assert "token_fail" in Client().get(link, follow=True).context


def test_the_mail_is_in_the_language_of_the_page(client: Client, asha: User) -> None:
    client.post("/hi/password/reset/", {"email": "asha@test.example"})
    outbox.drain()
    assert "http://127.0.0.1:8000/hi/password/reset/" in mail.outbox[0].body


def test_a_mail_server_that_is_down_does_not_lose_the_mail(client: Client, asha: User, settings: Settings) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.notices.mailing.DownBackend"
    client.post("/password/reset/", {"email": "asha@test.example"})
    assert outbox.drain() == 0
    settings.EMAIL_BACKEND = backend
    Effect.objects.update(due_at="2026-01-01T00:00Z")
    assert outbox.drain() == 1
    assert len(mail.outbox) == 1


def test_every_address_of_this_room_can_be_reversed() -> None:
    assert reverse("account_login") == "/login/"
    assert reverse("account_logout") == "/logout/"
    assert reverse("account_signup") == "/signup/"
    assert reverse("account_reset_password") == "/password/reset/"
