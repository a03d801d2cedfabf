"""Who gets what from the pages of reviews and questions. Joined to the other rules in ``tests.security.rules``."""

from tests.security.rules import CENTRAL, LISTING, MODERATOR, REST, Rule, after_login, everybody, opened_to

DECIDING = opened_to(MODERATOR, CENTRAL)
DECIDERS = (MODERATOR, CENTRAL)

VOICES = {
    "order-review": everybody(post=422, at={"token": "sent_link", "number": "sent_a"}),
    "product-reviews": everybody(at={"slug": "goods_{group}"}),
    "group-reviews": everybody(at={"slug": "slug_{group}"}),
    "product-ask": everybody(post=422, at={"slug": "goods_{group}"}),
    "review-flag": everybody(post=422, at={"number": "review_a"}),
    "question-confirm": everybody(post=303, at={"token": "question_token"}),
    "workspace-voices": after_login(
        {LISTING: 200, REST: 404}, {LISTING: 422, REST: 404}, at={"slug": "slug_{group}"}, data={"act": "none"}
    ),
    "voices_staff": Rule(get=DECIDING, post={**DECIDING, DECIDERS: 422}),
}
