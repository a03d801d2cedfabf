"""Pictures: one row a picture of record, and the ready-made sizes that pages show. Recordings: ``media.sound_models``."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from media.fields import PictureFile
from media.sound_models import Recorded, SpokenScreen

__all__ = ["Derivative", "PhotoPiece", "PhotoUpload", "Picture", "Recorded", "Rendition", "SpokenScreen"]

# What has to be known of a picture that shows people.
CONSENT = ("consent", "consent_reference", "consent_until")


class Picture(AbstractImage):
    """A picture of record, for product photos and for Wagtail's pages. ``description`` is the alternative text."""

    credit = models.CharField(_("credit"), max_length=160, blank=True)
    is_illustration = models.BooleanField(_("illustration"), default=False, help_text=_("drawn, not photographed; said in words beside it"))
    shows_people = models.BooleanField(_("shows people"), default=False, help_text=_("somebody can be recognised"))
    consent = models.TextField(_("consent"), blank=True, help_text=_("who is shown and how they agreed"))
    consent_reference = models.CharField(_("reference of the consent"), max_length=80, blank=True, help_text=_("where the form is kept"))
    consent_until = models.DateField(_("consent ends"), null=True, blank=True)
    consent_withdrawn_at = models.DateTimeField(_("consent withdrawn"), null=True, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    tint = models.CharField(_("placeholder colour"), max_length=7, default="#E4E4DE")

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit", "is_illustration", "shows_people", *CONSENT)

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("withdraw_consent", "May take a picture of people off every page")]


Picture._meta.get_field("file").attr_class = PictureFile


class Rendition(AbstractRendition):
    """Wagtail's own cut of a picture, made on demand for its pages."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")]


class Derivative(models.Model):
    """A ready-made square-pixel size of a picture in one format, made once at upload. Never on request."""

    class Format(models.TextChoices):
        AVIF = "avif"
        WEBP = "webp"
        JPEG = "jpeg"

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="derivatives")
    format = models.CharField(max_length=4, choices=Format.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=200, help_text=_("storage name; holds the content's hash, so it can be cached for ever"))
    size = models.PositiveIntegerField(help_text=_("bytes"))
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("derivative")
        verbose_name_plural = _("derivatives")
        constraints = [models.UniqueConstraint(fields=["picture", "format", "width"], name="derivative_once")]

    def __str__(self) -> str:
        return self.name


class PhotoUpload(models.Model):
    """A photo or a recording that comes in pieces over a slow line. ``received`` bytes are here; the pieces go when it is kept."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        SOUND = "sound", _("recording")

    class State(models.TextChoices):
        OPEN = "open", _("on its way")
        DONE = "done", _("arrived")
        REFUSED = "refused", _("refused")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, help_text=_("made by the phone"))
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PHOTO)
    language = models.CharField(max_length=8, blank=True, help_text=_("that is spoken in a recording"))
    belongs_to = models.CharField(max_length=40, help_text=_("public number of what the photo is for"))
    size = models.PositiveIntegerField(help_text=_("bytes of the whole photo"))
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=200, blank=True, help_text=_("why it was refused"))
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("photo on its way")
        verbose_name_plural = _("photos on their way")
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="photo_upload_once"),
            models.CheckConstraint(condition=models.Q(received__lte=models.F("size")), name="photo_upload_never_more_than_said"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.received} of {self.size}"


class PhotoPiece(models.Model):
    """Up to 64 KB of such a photo."""

    upload = models.ForeignKey(PhotoUpload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = _("piece of a photo")
        verbose_name_plural = _("pieces of photos")
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="photo_piece_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} from {self.offset}"
