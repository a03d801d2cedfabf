"""Wagtail's picture form, with our own check in place of Wagtail's."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.forms.fields import FileField
from django.utils.translation import gettext_lazy as _
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
        if "description" in self.fields:
            self.fields["description"].label = _("Alternative text")
            self.fields["description"].help_text = _("What the picture shows, for people who do not see it.")

    def clean(self) -> dict[str, Any]:
        """A picture comes with words, one of people also with who they are, how they agreed and where that is kept.

        Many pictures sent at once come without words; each is then asked for them by its own form.
        """
        cleaned: dict[str, Any] = super().clean()
        name = self.add_prefix("description")
        if "description" in self.fields and name in self.data and not (cleaned.get("description") or "").strip():
            self.add_error("description", _("Write down what the picture shows, for people who do not see it."))
        if cleaned.get("shows_people"):
            for name in ("consent", "consent_reference"):
                if name in self.fields and not (cleaned.get(name) or "").strip():
                    self.add_error(name, _("This picture shows people: write this down first."))
        return cleaned
