"""The forms of the checkout and of the order page. They translate; what counts as a name or a number is said in ``orders.contacts``."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.pins import PinInfo
from orders.contacts import Address, Contact, check_state, tidy_email, tidy_firm, tidy_mobile
from orders.errors import BadContact, UnknownPin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


def _text(label: "Words", *, hint: "Words" = "", needed: "Words" = "", length: int = 120, **attributes: str) -> forms.CharField:
    """A one-line field. ``needed`` is what is said when it is left empty; without it the field is optional."""
    widget = forms.TextInput(attrs=attributes)
    messages = {"required": needed} if needed else None
    return forms.CharField(label=label, help_text=hint, required=bool(needed), max_length=length, widget=widget, error_messages=messages)


class PinForm(forms.Form):
    """One field: where the parcels would go. It is sent with GET, so that the page can be shared and reloaded."""

    pin = _text(_("Pincode"), needed=_("Enter a pincode with 6 digits"), length=12, autocomplete="postal-code", inputmode="numeric")


class CodeForm(forms.Form):
    """A code that takes something off."""

    code = _text(
        _("Code"), needed=_("Type the code"), length=40, autocomplete="off", autocapitalize="characters", spellcheck="false", dir="ltr"
    )


class PlaceForm(forms.Form):
    """Who receives parcels, and where: six fields, of which one may stay empty."""

    mobile = _text(
        _("Mobile number"),
        hint=_("The courier calls this number"),
        needed=_("Enter a mobile number with 10 digits"),
        length=20,
        type="tel",
        autocomplete="tel",
        inputmode="tel",
    )
    name = _text(_("Full name"), needed=_("Enter the name of the person who receives the parcels"), autocomplete="name")
    pin = _text(_("Pincode"), needed=_("Enter a pincode with 6 digits"), length=12, autocomplete="postal-code", inputmode="numeric")
    line1 = _text(
        _("House, flat and street"), needed=_("Enter your house or flat number and street"), length=200, autocomplete="address-line1"
    )
    line2 = _text(_("Area or landmark"), length=200, autocomplete="address-line2")
    city = _text(_("City, town or village"), needed=_("Enter the city, town or village"), length=200, autocomplete="address-level2")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._tidy("mobile", tidy_mobile)
        return cleaned

    def _tidy(self, field: str, tidy: Any) -> None:
        """Take over the tidied value, or say beside the field why it can not be used."""
        if field not in self.cleaned_data:
            return
        try:
            self.cleaned_data[field] = tidy(self.cleaned_data[field])
        except BadContact as refusal:
            self.add_error(field, str(refusal.reason))

    def contact(self) -> Contact:
        return Contact(self.cleaned_data["name"], self.cleaned_data["mobile"])

    def address(self, place: PinInfo) -> Address:
        """The address, with the pincode and the state as the shop knows them."""
        values = self.cleaned_data
        return Address(line1=values["line1"], line2=values["line2"], city=values["city"], pin=place.pin, state=place.state)

    def take_refusal(self, refusal: BadContact | UnknownPin) -> None:
        """Put what the domain refused beside its field."""
        field = refusal.field if isinstance(refusal, BadContact) else "pin"
        self.add_error(field if field in self.fields else None, str(refusal.reason))


class AddressForm(PlaceForm):
    """Where and who: seven fields, of which a logged-in shopper may leave two empty and a guest one; two more for a firm that buys."""

    email = _text(
        _("Email"),
        hint=_("The link to your order is sent here"),
        needed=_("Enter an email address, so that we can send you the link to your order"),
        length=254,
        type="email",
        autocomplete="email",
        inputmode="email",
        spellcheck="false",
    )
    firm = _text(_("Name of the firm"), hint=_("As it is registered"), autocomplete="organization")
    gstin = _text(
        _("GSTIN"), hint=_("15 letters and digits, of the state the parcels go to"), length=20, autocomplete="off", spellcheck="false"
    )

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        """Who has an account finds the order there. A guest's only way back is the link, and mail is the only way it is sent."""
        super().__init__(*args, **kwargs)
        self.fields["email"].required = not has_account

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("email"):
            self._tidy("email", tidy_email)
        try:
            cleaned["firm"], cleaned["gstin"] = tidy_firm(cleaned.get("firm", ""), cleaned.get("gstin", ""))
        except BadContact as refusal:
            self.take_refusal(refusal)
        return cleaned

    @property
    def is_for_firm(self) -> bool:
        """Whether the two fields of a firm are to be seen at once."""
        return any(self[name].value() or self[name].errors for name in ("firm", "gstin"))

    def refuse_state(self, place: PinInfo) -> None:
        """Say beside the GSTIN that it is of another state than the pincode."""
        try:
            check_state(self.cleaned_data.get("gstin", ""), place.pin)
        except BadContact as refusal:
            self.take_refusal(refusal)

    def contact(self) -> Contact:
        values = self.cleaned_data
        return Contact(values["name"], values["mobile"], values["email"], firm=values["firm"], gstin=values["gstin"])


class FindForm(forms.Form):
    """One field: the mobile number or the e-mail address of an order."""

    contact = _text(
        _("Mobile number or email"),
        hint=_("The one you gave with the order"),
        needed=_("Enter the mobile number or the email address of your order"),
        length=254,
        autocomplete="email",
    )

    def clean_contact(self) -> str:
        typed: str = self.cleaned_data["contact"]
        try:
            return tidy_email(typed) if "@" in typed else tidy_mobile(typed)
        except BadContact as refusal:
            raise forms.ValidationError(str(refusal.reason)) from None


class ReferenceForm(forms.Form):
    """The reference a bank or UPI app shows after paying."""

    reference = _text(
        _("Payment reference"),
        hint=_("UTR or UPI reference, usually 12 digits, shown by your app after paying"),
        needed=_("Enter the reference that your bank or UPI app shows"),
        length=64,
        autocomplete="off",
    )
