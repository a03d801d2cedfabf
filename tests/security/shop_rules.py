"""Who gets what from pages of the shop: looking, accounts, buying, complaints."""

from tests.security.ruling import ANONYMOUS, NO, PDF, REST, SHOPPER, Rule, after_login, everybody

# Pages of the shop: everybody reads them, nobody writes them.
LOOKING = {
    "wagtail_serve": everybody(path="/"),
    "products": everybody(),
    "category": everybody(at={"slug": "category"}),
    "product": everybody(at={"slug": "goods_{group}"}),
    "groups": everybody(),
    "group": everybody(at={"slug": "slug_{group}"}),
    "search": everybody(),
    "search-suggest": everybody(),
    "trace": everybody(),
    "lot": everybody(404),
    "how-we-rank": everybody(),
    "patterns": everybody(),
    "healthz": everybody(),
    "stripe-webhook": Rule(get=NO, post={REST: 404}),  # a shop without the keys of an account
    "split-webhook": Rule(get=NO, post={REST: 404}),
    "readyz": everybody(),
    "robots": everybody(),
    "sitemap": everybody(),
    "sitemap-part": everybody(at={"section": "sitemap_part"}),
    "media:serve": everybody(404),
    "wagtailcore_authenticate_with_password": everybody(404, post=404),
}

# Doors. Who is inside is led on by the pages of login and sign-up.
ACCOUNTS = {
    "account_login": Rule(get={ANONYMOUS: 200, REST: 302}, post={ANONYMOUS: 200, REST: 302}),
    "account_inactive": everybody(),
    # The second factor. The people of this test have neither an app nor a password; tests/accounts/test_second_factor.py has them.
    "mfa_authenticate": everybody(302, post=302),
    "account_reauthenticate": after_login({REST: 403}, {REST: 403}),
    "mfa_reauthenticate": after_login({REST: 403}, {REST: 403}),
    "mfa_index": after_login({REST: 200}),
    "mfa_activate_totp": after_login({REST: 200}, {REST: 422}),
    "mfa_deactivate_totp": after_login({REST: 404}, {REST: 404}),
    "mfa_view_recovery_codes": after_login({REST: 404}),
    "mfa_generate_recovery_codes": after_login({REST: 200}, {REST: 422}),
    "account_logout": Rule(get={ANONYMOUS: 302, REST: 200}, post={REST: 302}),
    "account_signup": Rule(get={ANONYMOUS: 200, REST: 302}, post={ANONYMOUS: 200, REST: 302}),
    "account_change_password": after_login({REST: 302}, {REST: 302}),  # the people of this test have no password yet
    "account_set_password": after_login({REST: 200}, {REST: 200}),
    "account_reset_password": everybody(post=200),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(post=200, at={"uidb36": "reset_uid", "key": "reset_key"}),
    "account_reset_password_from_key_done": everybody(),
    "admin/login/": everybody(302),
    "_util/login/": everybody(302),
}

# What a shopper holds: the own basket, and orders by a secret link or by the account.
ADDRESS = {
    "name": "Asha Verma",
    "mobile": "+919812345678",
    "pin": "110001",
    "line1": "14 Janpath",
    "city": "New Delhi",
    "email": "a@example.com",
}
BUYING = {
    "basket": everybody(),
    "basket-add": Rule(get=NO, post={REST: 303}, data={"product": "{product}"}),
    "basket-line": Rule(get=NO, post={SHOPPER: 303, REST: 404}, at={"line_id": "basket_line"}, data={"quantity": "2"}),
    "checkout-address": Rule(get={SHOPPER: 200, REST: 302}, post={SHOPPER: 303, REST: 302}, data=ADDRESS),
    "checkout-pay": Rule(get={REST: 302}, post={REST: 303}),
    "order": everybody(at={"token": "link"}),
    "order-card": everybody(303, post=303, at={"token": "waiting_link"}),  # this one waits for a transfer, so it leads to the order
    "order-other-way": Rule(get=NO, post={REST: 303}, at={"token": "waiting_link"}, data={"method": "offline.bank"}),
    "order-paid": Rule(get=NO, post={REST: 303}, at={"token": "waiting_link"}, data={"reference": "431298765012"}),
    "order-address": everybody(post=303, at={"token": "waiting_link"}, data=ADDRESS),
    "order-cancel": everybody(post=303, at={"token": "waiting_link"}),
    "order-cancel-part": everybody(post=303, at={"token": "link", "number": "part_b"}),
    "order-cancel-lines": everybody(post=422, at={"token": "link", "number": "part_b"}),
    "order-paper": everybody(at={"token": "sent_link", "number": "paper_a"}),
    "order-paper-pdf": everybody(PDF, at={"token": "sent_link", "number": "paper_b"}),
    "order-relink": Rule(get=NO, post={REST: 303}, at={"token": "link"}),
    "parcel-arrived": Rule(get=NO, post={REST: 303}, at={"token": "link", "number": "parcel"}),
    "parcel-missing": Rule(get=NO, post={REST: 303}, at={"token": "link", "number": "parcel"}),
    "certificate": everybody(at={"code": "certificate"}),
    "order-find": everybody(post=303, data={"contact": "shopper@example.com"}),
    "account": after_login({REST: 200}),
    "account-order": after_login({SHOPPER: 302, REST: 404}, at={"number": "order"}),
}

# Anybody may complain; the ticket opens by its link only.
COMPLAINT = {"subject": "Broken jar", "words": "It came broken.", "name": "Asha", "email": "a@example.com"}
GRIEVANCES = {
    "grievance": everybody(post=303, data=COMPLAINT),
    "grievance-ticket": everybody(at={"token": "complaint_link"}),
    "grievance-reply": Rule(get=NO, post={REST: 303}, at={"token": "complaint_link"}, data={"words": "And late."}),
}
