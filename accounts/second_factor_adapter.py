"""What allauth asks of us about second factors: the words on the code and its picture."""

import io

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SecondFactorAdapter(DefaultMFAAdapter):
    """The QR code is drawn here; nothing is asked of anybody else."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
    }

    def get_totp_issuer(self) -> str:
        return str(settings.SHOP_NAME)

    def build_totp_svg(self, url: str) -> str:
        out = io.BytesIO()
        segno.make(url, error="m", micro=False).save(
            out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=4, light="#fff"
        )
        return out.getvalue().decode("utf-8")
