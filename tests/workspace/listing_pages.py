"""A member of a group who adds and changes listings through the pages, as a phone would."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from catalogue.models import ListingDraft
from producers.models import Membership, ProducerGroup
from tests.media.files import drawing, encoded
from tests.orders import factories as make

_counter = itertools.count(1)
PRICE = {"price": "18500", "mrp": "19800", "stock": "6", "net_quantity": "1", "net_unit": "piece", "weight_g": "260", "dispatch_days": "3"}
PLACE = {"place_code": "sankoo", "lot": ""}
WORDS = {"title": "Undyed stole", "summary": "Hand-spun and hand-woven", "story": "Woven in the winter."}
PAPERS = {
    "d_generic_name": "Pashmina stole",
    "d_fibre_content": "100% pashmina",
    "d_dimensions_cm": "68 x 200",
    "d_care": "Wash cold.",
    "handmade": "on",
    "hsn": "62142020",
}
FOOD_PAPERS = {
    "d_generic_name": "Dried apricot",
    "d_ingredients": "Apricots",
    "d_allergens": "None known",
    "d_storage": "Cool and dry",
    "d_veg": "yes",
    "n_energy_kcal": "241",
    "hsn": "081310",
}


def photo(name: str = "stole.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(drawing()) if data is None else data, content_type="image/jpeg")


def tinted(colour: str) -> bytes:
    """A photo unlike the others."""
    image = drawing()
    image.paste(colour, (0, 0, 200, 200))
    return encoded(image)


@dataclass
class Lister:
    """One phone of a member."""

    group: ProducerGroup
    role: str = Membership.Role.OWNER
    client: Client = field(default_factory=Client)
    key: str = ""

    def __post_init__(self) -> None:
        self.user = make.make_member(self.group, self.role)
        self.client.force_login(self.user)

    @property
    def draft(self) -> ListingDraft:
        return ListingDraft.objects.get(key=self.key)

    def start(self, *files: SimpleUploadedFile, attempt: str = "", **fields: str) -> HttpResponse:
        data = {"attempt": attempt or f"attempt-{next(_counter)}", "photo": list(files), **fields}
        answer = self.client.post(f"/workspace/groups/{self.group.slug}/listings/add/", data)
        if answer.status_code == 303:
            self.key = answer["Location"].split("/")[3]
        return answer

    def post(self, step: str, **data: Any) -> HttpResponse:
        return self.client.post(f"/workspace/drafts/{self.key}/{step}/", data)

    def get(self, step: str) -> HttpResponse:
        return self.client.get(f"/workspace/drafts/{self.key}/{step}/")

    def fill(self, type_code: str = "pashmina_stole", **changed: dict[str, Any]) -> None:
        """Every page before the last, each with what is usual unless said otherwise."""
        self.start(photo())
        steps = {"what": {"type": type_code}, "price": PRICE, "from": PLACE, "words": WORDS, "papers": PAPERS, **changed}
        for step, data in steps.items():
            answer = self.post(step, **data)
            assert answer.status_code == 303, (step, answer.context["form"].errors if "form" in answer.context else answer.content)

    def edit(self, slug: str) -> HttpResponse:
        answer = self.client.post(f"/workspace/listings/{slug}/edit/")
        if "/drafts/" in answer["Location"]:
            self.key = answer["Location"].split("/")[3]
        return answer

    def move(self, slug: str, act: str) -> HttpResponse:
        return self.client.post(f"/workspace/listings/{slug}/move/", {"act": act})
