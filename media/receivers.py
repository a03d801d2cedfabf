"""Nothing reaches an image field without being drawn anew, whoever saves the row."""

from typing import Any

from django.apps import apps
from django.db.models import ImageField, Model
from django.db.models.signals import post_delete, post_save, pre_save

from media import derivatives
from media.models import Derivative, Picture, Rendition
from media.uploads import CleanFile, clean_file


def connect() -> None:
    """Guard every image field of every model: Wagtail's and Oscar's upload forms write to them too.

    Renditions are left out, Wagtail cuts them from a picture that is clean already.
    """
    for model in apps.get_models():
        if model is not Rendition and _image_fields(model):
            pre_save.connect(draw_anew, sender=model, dispatch_uid=f"media.draw_anew.{model._meta.label}")
    post_save.connect(owe_sizes, sender=Picture, dispatch_uid="media.owe_sizes")
    post_delete.connect(remove_file, sender=Derivative, dispatch_uid="media.remove_file")


def _image_fields(model: type[Model]) -> list[ImageField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ImageField)]


def draw_anew(sender: type[Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Replace a new upload by its clean copy. A file that is in the storage already is left alone.

    Raises ``PictureRefused``; forms ask ``media.forms.PictureField`` first, so people see a message instead.
    """
    for field in _image_fields(sender):
        file = getattr(instance, field.name)
        if not file or file._committed:  # Django's own mark of a file that still has to be written
            continue
        if not isinstance(file.file, CleanFile):
            setattr(instance, field.name, clean_file(file.file))
        if isinstance(instance, Picture):
            _note_facts(instance)


def _note_facts(picture: Picture) -> None:
    clean = picture.file.file.clean
    picture.sha256, picture.tint = clean.sha256, clean.tint
    picture.width, picture.height = clean.width, clean.height
    picture.file_size, picture.file_hash = len(clean.data), ""
    picture.has_new_file = True  # type: ignore[attr-defined]  # read by owe_sizes below, for this one save


def owe_sizes(sender: type[Picture], instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    """A picture with a new file is owed its sizes; those of a former file go."""
    if instance.__dict__.pop("has_new_file", False):
        derivatives.owe(instance)


def remove_file(sender: type[Derivative], instance: Derivative, **kwargs: Any) -> None:
    """Delete the file behind a deleted size, unless another picture with the same content names it too."""
    derivatives.remove_unused_file(instance.name)
