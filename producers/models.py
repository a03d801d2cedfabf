"""Producer groups, their members, the districts they work in and the people who may act for them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from producers.away_models import AwayPeriod, Holiday
from producers.contract_models import ContractAgreement, ContractText
from producers.joining_models import AccessRecovery, Application, ChecklistEntry, ChecklistItem, GroupPaper, Invitation
from producers.visit_models import Visit

__all__ = [
    "PAN_SHAPE",
    "AccessRecovery",
    "Application",
    "AwayPeriod",
    "ChecklistEntry",
    "ChecklistItem",
    "ContractAgreement",
    "ContractText",
    "District",
    "Facilitation",
    "GroupPaper",
    "Holiday",
    "Invitation",
    "Membership",
    "ProducerGroup",
    "Visit",
]

PAN_SHAPE = RegexValidator(r"\A[A-Z]{5}[0-9]{4}[A-Z]\Z", _("A PAN has ten signs: five letters, four digits, a letter."))


class District(models.Model):
    """A district, as dated data: five new ones were notified on 27 April 2026. Each rolls up to Leh or Kargil."""

    class Rollup(models.TextChoices):
        LEH = "leh", _("Leh")
        KARGIL = "kargil", _("Kargil")

    code = models.SlugField(max_length=20)
    name = models.CharField(_("name"), max_length=60)
    rollup = models.CharField(_("counted with"), max_length=6, choices=Rollup.choices)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="district_code_from"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="district_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class ProducerGroup(models.Model):
    """A group that makes and sells. Oscar knows it as a partner; only seams use that word."""

    class Kind(models.TextChoices):
        FPO = "fpo", _("Farmer producer organisation")
        SHG = "shg", _("Self-help group")
        COOPERATIVE = "cooperative", _("Co-operative")
        ARTISAN_GROUP = "artisan_group", _("Artisan group")

    class TaxStatus(models.TextChoices):
        REGULAR = "regular", _("Registered under GST")
        COMPOSITION = "composition", _("Composition scheme")
        ENROLLED = "enrolled", _("Enrolled, not registered")
        EXEMPT_ONLY = "exempt_only", _("Sells exempt goods only")

    class Status(models.TextChoices):
        APPLIED = "applied", _("Applied")
        APPROVED = "approved", _("Approved")
        SUSPENDED = "suspended", _("Suspended")

    oscar_partner = models.OneToOneField("partner.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="producer_group")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.APPLIED, db_index=True)
    district = models.ForeignKey(District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="groups")
    village = models.CharField(_("village"), max_length=80)
    place_code = models.SlugField(_("place"), max_length=60, blank=True, help_text=_("code of the village among the places of provenance"))
    pin = models.CharField(_("pincode"), max_length=6)
    address = models.TextField(_("address"))
    year_founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    members_count = models.PositiveIntegerField(_("members"), default=0)
    women_percent = models.PositiveSmallIntegerField(_("share of women, percent"), default=0, validators=[MaxValueValidator(100)])
    legal_name = models.CharField(_("legal name"), max_length=160)
    tax_status = models.CharField(
        _("tax status"), max_length=12, choices=TaxStatus.choices, blank=True, help_text=_("known before approval")
    )
    makes = models.JSONField(_("makes"), default=list, blank=True, help_text=_("families of goods, by code"))
    gstin = models.CharField(_("GSTIN"), max_length=15, blank=True)
    pan = models.CharField(
        _("PAN"), max_length=10, blank=True, help_text=_("where there is no GSTIN, which holds it"), validators=[PAN_SHAPE]
    )
    fssai = models.CharField(_("FSSAI number"), max_length=14, blank=True)
    care_phone = models.CharField(_("help line"), max_length=20, blank=True)
    care_email = models.EmailField(_("help address"), blank=True)
    about = models.TextField(_("about the group"), blank=True)
    history = models.JSONField(_("how it began"), default=list, blank=True, help_text=_("list of [year, sentence]"))
    dispatch_days = models.PositiveSmallIntegerField(_("days to pack"), default=3)
    picture = models.ForeignKey(
        "media.Picture", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_demo = models.BooleanField(_("demo"), default=False)
    applied_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("producer group")
        verbose_name_plural = _("producer groups")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(women_percent__lte=100), name="group_women_percent"),
            models.CheckConstraint(condition=~Q(tax_status="regular") | ~Q(gstin=""), name="group_regular_has_gstin"),
            models.CheckConstraint(condition=Q(status="applied") | Q(oscar_partner__isnull=False), name="group_approved_has_partner"),
            models.CheckConstraint(condition=Q(status="applied") | ~Q(tax_status=""), name="group_approved_has_tax_status"),
        ]
        permissions = [("approve_group", "May approve, suspend and reinstate groups")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's part in a group. Ended rows stay, so that old acts keep their meaning."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MANAGER = "manager", _("Manager")
        PACKER = "packer", _("Packer")
        ACCOUNTANT = "accountant", _("Accountant")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], condition=Q(ended_at__isnull=True), name="membership_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.group_id}"


class Facilitation(models.Model):
    """A facilitator's leave to act for a group, with the group's recorded consent. Each act is stamped "on behalf of"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="facilitations")
    group = models.ForeignKey(ProducerGroup, on_delete=models.PROTECT, related_name="facilitations")

    class How(models.TextChoices):
        WORKSPACE = "workspace", _("In the workspace, by an owner")
        PAPER = "paper", _("On a signed paper")
        MEETING = "meeting", _("At a meeting of the group")
        PHONE = "phone", _("By phone")

    consent = models.TextField(_("consent"), help_text=_("who of the group agreed, when and how"))
    consent_by = models.CharField(_("who agreed"), max_length=120, blank=True)
    consent_on = models.DateField(_("on which day"), null=True, blank=True)
    consent_how = models.CharField(_("how"), max_length=10, choices=How.choices, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("facilitation")
        verbose_name_plural = _("facilitations")
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], condition=Q(ended_at__isnull=True), name="facilitation_one_current"),
            models.CheckConstraint(condition=~Q(consent=""), name="facilitation_has_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.group_id}"
