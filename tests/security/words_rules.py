"""Who gets what from the pages on which words are read through."""

from tests.security.ruling import CENTRAL, EDITOR, MODERATOR, Rule, opened_to

READING = opened_to(EDITOR, MODERATOR, CENTRAL)
READERS = (EDITOR, MODERATOR, CENTRAL)

WORDS: dict[str, Rule] = {
    "words": Rule(get=READING, post={**READING, READERS: 422}, data={"act": "say", "sentence": "gone"}),
    "texts": Rule(get=READING, post={**READING, READERS: 404}, data={"text": "0", "words": "x"}),
}
