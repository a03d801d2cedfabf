"""What allauth asks of us about second factors: the words on the code and its picture."""

import io
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SecondFactorAdapter(DefaultMFAAdapter):
    """The QR code is drawn here; nothing is asked of anybody else."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """A passkey is a way of its own: it does not make the other ways ask for more."""
        asked = [kind for kind in types or Authenticator.Type.values if kind != Authenticator.Type.WEBAUTHN]
        return bool(super().is_mfa_enabled(user, asked))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": str(settings.SHOP_NAME)}

    def get_totp_issuer(self) -> str:
        return str(settings.SHOP_NAME)

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m", micro=False).save(
            out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=4, light="#fff"
        )
        return out.getvalue().decode("utf-8")
