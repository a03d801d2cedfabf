"""Nothing reaches an image field without being drawn anew, whoever saves the row."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import ImageField, Model
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete, post_save, pre_save

from media import derivatives
from media.models import Derivative, Picture, Rendition
from media.uploads import CleanFile, PictureRefused, clean_file


def connect() -> None:
    """Guard every image field of every model: Wagtail's and Oscar's upload forms write to them too.

    Renditions are left out, Wagtail cuts them from a picture that is clean already.
    """
    for model in apps.get_models():
        if model is not Rendition and _image_fields(model):
            pre_save.connect(draw_anew, sender=model, dispatch_uid=f"media.draw_anew.{model._meta.label}")
            for field in _image_fields(model):
                field.validators.append(refuse_in_words)
    post_save.connect(owe_sizes, sender=Picture, dispatch_uid="media.owe_sizes")
    post_delete.connect(remove_file, sender=Derivative, dispatch_uid="media.remove_file")


def _image_fields(model: type[Model]) -> list[ImageField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ImageField)]


def refuse_in_words(file: FieldFile) -> None:
    """Lets every form that fills an image field say why a file is refused. Raises ``ValidationError``."""
    if not _is_new(file):
        return
    try:
        file.file.drawn_anew = _drawn(file)
    except PictureRefused as refusal:
        raise ValidationError(refusal.reason, code="refused") from refusal


def _is_new(file: FieldFile) -> bool:
    """Whether the file still has to be written to the storage, and is not a clean one."""
    return _is_uncommitted(file) and not isinstance(file.file, CleanFile)


def _is_uncommitted(file: Any) -> bool:
    """Whether the file still has to be written to the storage: Django's own private mark says so."""
    return bool(file) and not file._committed


def _drawn(file: FieldFile) -> CleanFile:
    """The clean copy, made once: a form asks before the row is saved."""
    known: CleanFile | None = getattr(file.file, "drawn_anew", None)
    return known or clean_file(file.file)


def draw_anew(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Replace a new upload by its clean copy. A file that is in the storage already is left alone.

    Raises ``PictureRefused``; forms have asked ``refuse_in_words`` before, so that people see a message instead.
    """
    for field in _image_fields(sender):
        file = getattr(instance, field.name)
        if _is_new(file):
            setattr(instance, field.name, _drawn(file))
    if isinstance(instance, Picture) and _is_uncommitted(instance.file):
        _note_facts(instance)


def _note_facts(picture: Picture) -> None:
    file = picture.file.file
    clean = file.clean
    picture.sha256, picture.tint = clean.sha256, clean.tint
    picture.width, picture.height = clean.width, clean.height
    picture.file_size, picture.file_hash = len(clean.data), ""
    picture.owes_sizes = file.owes_sizes  # read by owe_sizes below, for this one save


def owe_sizes(sender: type[Picture], instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    """A picture with a new file is owed its sizes; those of a former file go."""
    if instance.__dict__.pop("owes_sizes", False):
        derivatives.owe(instance)


def remove_file(sender: type[Derivative], instance: Derivative, **kwargs: Any) -> None:
    """Delete the file behind a deleted size, unless another picture with the same content names it too."""
    derivatives.remove_unused_file(instance.name)
