"""Wagtail's picture form, with our own check in place of Wagtail's."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms.fields import FileField
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.uploads import CleanFile, PictureRefused, clean_file

ACCEPTED_TYPES = "image/jpeg,image/png,image/webp,image/avif,image/heic"


class PictureField(WagtailImageField):
    """Takes what ``media.uploads`` takes. Wagtail's own field decodes before it counts pixels and goes by the file's name."""

    default_validators: ClassVar[list[Any]] = []

    def to_python(self, data: Any) -> CleanFile | None:
        file = FileField.to_python(self, data)
        if file is None:
            return None
        try:
            return clean_file(file)
        except PictureRefused as refusal:
            raise ValidationError(refusal.reason, code="refused") from refusal


class PictureForm(BaseImageForm):
    """Used by every picture form of Wagtail's admin (``WAGTAILIMAGES_IMAGE_FORM_BASE``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            asked = self.fields["file"]
            field = PictureField(label=asked.label, required=asked.required, widget=asked.widget)
            field.widget.attrs["accept"] = ACCEPTED_TYPES
            self.fields["file"] = field
