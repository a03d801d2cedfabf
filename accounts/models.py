"""The user: known by e-mail, by mobile number, or by both."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# ITU-T E.164: a plus sign and 7 to 15 digits, the first of them not zero.
E164 = RegexValidator(r"^\+[1-9][0-9]{6,14}\Z", _("Write the mobile number with its country code, for example +919876543210."))


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail addresses are kept in lower case."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """A user with at least an e-mail address or a mobile number. Raises ``ValueError`` without either."""
        if not email and not fields.get("mobile"):
            raise ValueError("A user needs an e-mail address or a mobile number.")
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=username.lower() if username else username)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # managers of Wagtail and Oscar carry no types
    """A person with a login: shopper, group member, facilitator or staff. What they may do hangs on other rows."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=16, unique=True, null=True, blank=True, validators=[E164])
    mobile_confirmed = models.BooleanField(_("mobile number confirmed"), default=False)
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=Q(email__isnull=False) | Q(mobile__isnull=False), name="user_has_email_or_mobile"),
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or self.mobile or ""

    def clean(self) -> None:
        self.email = self.email.strip().lower() if self.email else None
        self.mobile = self.mobile or None

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name
