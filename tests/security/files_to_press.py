"""Files as a browser would send them from the screens of money: photos, a bank's statement, a carrier's list, and things that are neither."""

import random
from collections import Counter
from io import BytesIO
from itertools import count

from bs4 import Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from orders.models import Parcel
from payments.models import Payment
from payments.providers.offline import transfer_note

_numbers = count(1)
_sent: Counter[str] = Counter()  # from each page: what it asks for, another file, nothing, what it asks for, and so on
BROKEN = (b"", b"\xff\xd8 no picture", b"PK\x03\x04 no sheet", b"a,b\n1,2\n")


def file_for(tag: Tag, page: str, draw: random.Random) -> SimpleUploadedFile | None:
    """What somebody chooses here: what is asked for, another file, or nothing, in turn."""
    accepted, turn = str(tag.get("accept") or ""), _sent[page]
    _sent[page] += 1
    if turn % 4 == 1:
        return SimpleUploadedFile("other.bin", draw.choice(BROKEN))
    if turn % 4 == 2:
        return None
    if "image" in accepted:
        return SimpleUploadedFile("photo.jpg", _photo(draw), "image/jpeg")
    text = statement(draw) if "statement" in page else carriers_list(draw)
    return SimpleUploadedFile("list.csv", text.encode(), "text/csv")


def _photo(draw: random.Random) -> bytes:
    file = BytesIO()
    Image.new("RGB", (48, 48), (draw.randrange(256), 80, 80)).save(file, "JPEG")
    return file.getvalue()


def statement(draw: random.Random) -> str:
    """Credits for what was asked for: exact, short, over, twice, under no name, for two at once, and one of nobody."""
    lines = ["Date,Narration,Chq/Ref.No.,Debit,Credit,Balance"]
    for payment in Payment.objects.filter(provider="offline").order_by("pk"):
        for _line in range(draw.choice((1, 1, 2))):
            paise = draw.choice((payment.amount_paise, payment.amount_paise, payment.amount_paise - 100, payment.amount_paise + 5_000))
            words = draw.choice((transfer_note(payment), transfer_note(payment), "UPI-SOMEBODY"))
            lines.append(f"{timezone.localdate():%d/%m/%Y},{words},{next(_numbers):012d},,{max(paise, 100) / 100:.2f},0")
    lines.append(f"{timezone.localdate():%d/%m/%Y},UPI-NOBODY,{next(_numbers):012d},,77.00,0")
    return "\n".join(lines) + "\n"


def carriers_list(draw: random.Random) -> str:
    """Parcels that are said to have arrived, whatever state they are in."""
    numbers = list(Parcel.objects.order_by("pk").values_list("number", flat=True))
    chosen = draw.sample(numbers, min(3, len(numbers)))
    return "\n".join(["parcel,date", *(f"{number},{timezone.localdate().isoformat()}" for number in chosen)]) + "\n"
