"""An amount as people type it, in rupees, kept in paise exactly."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from money.paise import from_rupees, to_rupees

_RUPEES = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?\Z", re.ASCII)


class RupeesField(forms.CharField):
    """``1,24,500.50`` or ``₹ 124500.5``, kept as paise. Nothing finer than a paisa, nothing below ``least_paise``."""

    default_error_messages = {"amount": _("Type the amount in rupees, for example 1,250 or 1250.50.")}

    def __init__(self, *, least_paise: int = 1, **options: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **options)
        self.least_paise = least_paise

    def prepare_value(self, value: Any) -> Any:
        """Paise that are known as people read them: ``2000`` as ``20``. What was typed stays as it was typed."""
        return f"{to_rupees(value):f}".removesuffix(".00") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"[₹,\s]", "", super().clean(value))
        if not text:
            return None
        if not _RUPEES.match(text) or from_rupees(text) < self.least_paise:
            raise forms.ValidationError(self.error_messages["amount"], code="amount")
        return from_rupees(text)
