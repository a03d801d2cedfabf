"""Who gets what from the pages of reviews and questions, and from recordings. Joined to the other rules in ``tests.security.rules``."""

from tests.security.ruling import CENTRAL, EDITOR, LISTING, MODERATOR, REST, Rule, after_login, everybody, opened_to

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

VOICES |= {
    "account-data": after_login({REST: 200}, {REST: 422}, data={"act": "language", "language": "xx"}),
    "account-data-file": after_login({REST: 404}),
    "account-forget": after_login({REST: 404}, {REST: 404}),
    "account-wishes": after_login({REST: 200}),
    "product-wish": after_login({REST: 200}, {REST: 303}, at={"slug": "goods_{group}"}, data={"act": "keep"}),
    "product-tell-me": everybody(post=422, at={"slug": "goods_{group}"}),
    "tell-me": Rule(post={REST: 303}, at={"token": "back_notice_token"}, data={"act": "yes"}),
}

DRAFT = {"key": "draft_{group}"}
RECORDERS = (EDITOR, MODERATOR, CENTRAL)
RECORDING = opened_to(*RECORDERS)

VOICES |= {
    "workspace-note": after_login({LISTING: 200, REST: 404}, {LISTING: 422, REST: 404}, at=DRAFT, data={"act": "record"}),
    "workspace-note-sound": after_login({LISTING: 200, REST: 404}, at=DRAFT),
    "workspace-voice-notes": after_login({REST: 200}),
    "voice_notes": Rule(
        get=DECIDING, post={**DECIDING, DECIDERS: 302}, data={"note": "{note_a}", "version": "1", "words": "Woven", "language": "en"}
    ),
    "voice_note_sound": Rule(get=DECIDING, post={**DECIDING, DECIDERS: 405}, at={"number": "note_a"}),
    "spoken_screens": Rule(get=RECORDING, post={**RECORDING, RECORDERS: 422}),
}
