"""A member adds the own phone and logs in with its lock, with Chromium's virtual authenticator."""

import pytest
from playwright.sync_api import Browser

from marketplace.demo.people import PASSWORD
from tests.journeys import founders
from tests.journeys.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.long, pytest.mark.timeout(120)]

LOCK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_member_logs_in_with_the_lock_of_the_phone(new_shop: str, chromium: Browser) -> None:
    member = Person.at_a_phone(chromium, new_shop.replace("127.0.0.1", "localhost"), has_javascript=True)
    phone = member.page.context.new_cdp_session(member.page)
    phone.send("WebAuthn.enable")
    lock = phone.send("WebAuthn.addVirtualAuthenticator", {"options": LOCK})["authenticatorId"]
    member.log_in(founders.OWNER, "/account/")
    member.follow("Log in without a password: passkeys")
    member.page.locator("[name=password]").fill(PASSWORD)
    member.page.locator("main form").get_by_role("button").click()
    member.page.get_by_label("Name of this phone").fill("Red phone")
    member.press("Add this phone")
    member.page.get_by_text("The passkey is added.").wait_for()
    assert member.page.get_by_label("Name", exact=True).input_value() == "Red phone"
    member.page.context.clear_cookies()
    member.open("/login/?next=/workspace/")
    member.follow("Log in with a passkey")
    member.press("Log in")
    member.page.wait_for_url("**/workspace/")
    member.page.context.clear_cookies()
    phone.send("WebAuthn.setUserVerified", {"authenticatorId": lock, "isUserVerified": False})
    member.open("/login/passkey/")
    member.press("Log in")
    member.page.get_by_text("You are not logged in.").wait_for()
    assert member.complaints == []
