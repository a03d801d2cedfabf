"""What is asked of a picture before a page or snippet may show it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media.consent import problem_of
from media.models import Picture


def picture_problem(picture: Picture) -> str | Promise:
    """Why the picture may not be used, in words for the editor; empty when it may."""
    if not picture.description.strip():
        return _("This picture has no alternative text. Write down what it shows, then choose it again.")
    return problem_of(picture)


def refuse_bad_pictures(row: models.Model) -> None:
    """Raises ``ValidationError`` beside each field of ``row`` whose picture may not be used."""
    problems = {}
    for field in row._meta.concrete_fields:
        picture = getattr(row, field.name) if field.related_model is Picture else None
        if picture is not None and (problem := picture_problem(picture)):
            problems[field.name] = problem
    if problems:
        raise ValidationError(problems)
