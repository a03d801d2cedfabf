"""The one door to every text that is shown: the reviewed translation if there is one, otherwise the original, and which it is."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation

from accounts.models import User
from catalogue.models import Translation
from journal import audit

ORIGINAL_LANGUAGE = "en"
# Rows of these models come from data files; where nobody wrote a translation their texts are looked up as gettext msgids.
_DATA_MODELS = frozenset({"catalogue.producttype", "catalogue.category", "producers.district", "provenance.place"})
_CACHE = "_texts"


class Text(str):
    """A text that knows its language, so that a page can mark what is not in the reader's own."""

    language: str
    is_translated: bool

    def __new__(cls, body: str, language: str = ORIGINAL_LANGUAGE, *, is_translated: bool = False) -> "Text":
        made = super().__new__(cls, body)
        made.language = language
        made.is_translated = is_translated
        return made


def language_of(obj: models.Model, field: str) -> str:
    """The language in which a text was written: that of ``<field>_language`` where a row has one, else English."""
    return str(getattr(obj, f"{field}_language", ORIGINAL_LANGUAGE))


def text(obj: models.Model, field: str, language: str) -> Text:
    """The text of ``field`` in ``language``, or the original in its own where there is no reviewed translation of it.

    Costs one query unless ``prefetch`` was called for the object.
    """
    original, written_in = str(getattr(obj, field)), language_of(obj, field)
    if language == written_in or not original:
        return Text(original, written_in)
    known = obj.__dict__.get(_CACHE, {})
    if (field, language) not in known:
        prefetch([obj], [field], language)
        known = obj.__dict__[_CACHE]
    row = known[field, language]
    if row is not None and _may_be_shown(row) and row.source_hash == source_hash(original):
        return Text(row.body, language, is_translated=True)
    return _from_gettext(obj, original, language) or Text(original, written_in)


def prefetch(objs: Iterable[models.Model], fields: Sequence[str], language: str) -> None:
    """Load the translations of many objects of any models in one query. What was all written in ``language`` costs none."""
    objs = [obj for obj in objs if any(language_of(obj, field) != language for field in fields)]
    if not objs:
        return
    by_key = {(obj._meta.label_lower, str(obj.pk)): obj for obj in objs}
    rows = Translation.objects.filter(
        language=language,
        field__in=list(fields),
        subject_type__in={label for label, _key in by_key},
        subject_key__in={key for _label, key in by_key},
    )
    found = {(row.subject_type, row.subject_key, row.field): row for row in rows}
    for obj in objs:
        known = obj.__dict__.setdefault(_CACHE, {})
        for field in fields:
            known[field, language] = found.get((obj._meta.label_lower, str(obj.pk), field))


def source_hash(original: str) -> str:
    """SHA-256 of an original text: a translation made from another version is out of date."""
    return hashlib.sha256(original.encode()).hexdigest()


def write_translation(*, subject: models.Model, field: str, language: str, body: str, acting_user: User | None) -> Translation:
    """Keep a translation of the present original, not yet reviewed. It replaces an earlier one of the same text."""
    original = str(getattr(subject, field))
    with transaction.atomic():
        row, _made = Translation.objects.update_or_create(
            subject_type=subject._meta.label_lower,
            subject_key=str(subject.pk),
            field=field,
            language=language,
            defaults={
                "body": body,
                "source_hash": source_hash(original),
                "status": Translation.Status.UNREVIEWED,
                "reviewer": None,
                "reviewed_at": None,
            },
        )
        audit.record(action="translation.write", subject=row, acting_user=acting_user, after={"body": body})
    subject.__dict__.pop(_CACHE, None)
    return row


def review_translation(*, translation_row: Translation, acting_user: User) -> Translation:
    """Mark a translation as read through by a person who knows the language: from now on it is public."""
    with transaction.atomic():
        facts: dict[str, Any] = {"status": Translation.Status.REVIEWED, "reviewer": acting_user, "reviewed_at": timezone.now()}
        Translation.objects.filter(pk=translation_row.pk, source_hash=translation_row.source_hash).update(**facts)
        translation_row.refresh_from_db()
        audit.record(action="translation.review", subject=translation_row, acting_user=acting_user)
    return translation_row


def mark_outdated(subject: models.Model, fields: Sequence[str]) -> int:
    """Tell translators that originals have changed; returns how many translations fell behind. In the caller's transaction.

    A translation into the language in which the text is written now is nobody's work any more.
    """
    behind = 0
    for field in fields:
        rows = Translation.objects.filter(subject_type=subject._meta.label_lower, subject_key=str(subject.pk), field=field)
        rows.filter(language=language_of(subject, field)).delete()
        behind += rows.exclude(source_hash=source_hash(str(getattr(subject, field)))).update(status=Translation.Status.OUTDATED)
    return behind


def ask_for_english(subject: models.Model, field: str) -> None:
    """What was said in another language waits for its English on the page of translations. In the caller's transaction."""
    original = str(getattr(subject, field))
    if original and language_of(subject, field) != ORIGINAL_LANGUAGE:
        Translation.objects.get_or_create(
            subject_type=subject._meta.label_lower,
            subject_key=str(subject.pk),
            field=field,
            language=ORIGINAL_LANGUAGE,
            defaults={"body": "", "source_hash": source_hash(original)},
        )


def _may_be_shown(row: Translation) -> bool:
    """Readers see reviewed translations. A demo shows unreviewed ones too, so that every language can be looked at."""
    if row.status == Translation.Status.UNREVIEWED:
        return bool(row.body) and not settings.SHOP_OPEN
    return row.status == Translation.Status.REVIEWED


def _from_gettext(obj: models.Model, original: str, language: str) -> Text | None:
    if obj._meta.label_lower not in _DATA_MODELS:
        return None
    with translation.override(language):
        translated = translation.gettext(original)
    return Text(translated, language, is_translated=True) if translated != original else None
