"""A member's phone that sends what was written on it without signal, as ``static/js/outbox_store.js`` does."""

import hashlib
import itertools
import json
from typing import Any

from django.http import HttpResponse

from media.pieces import PIECE_BYTES
from tests.workspace.listing_pages import Lister
from workspace.outbox import tag_of

_counter = itertools.count(1)


class Phone(Lister):
    """One person with a list of entries."""

    def address(self, part: str) -> str:
        return f"/workspace/groups/{self.group.slug}/offline/{part}"

    def send(self, kind: str, key: str = "", *, who: str = "", **data: Any) -> HttpResponse:
        said = {"who": who or tag_of(self.user), "key": key or f"entry-{next(_counter):06d}", "kind": kind, "data": data}
        return self.client.post(self.address("send/"), json.dumps(said), content_type="application/json")

    def piece(self, key: str, data: bytes, offset: int, checksum: str = "") -> HttpResponse:
        headers = {"X-Offset": str(offset), "X-Sum": checksum or hashlib.sha256(data).hexdigest()}
        return self.client.post(self.address(f"photos/{key}/"), data, content_type="application/octet-stream", headers=headers)

    def pieces(self, key: str, photo: bytes) -> HttpResponse:
        for offset in range(0, len(photo), PIECE_BYTES):
            answer = self.piece(key, photo[offset : offset + PIECE_BYTES], offset)
        return answer


def announced(key: str, photo: bytes) -> dict[str, Any]:
    return {"key": key, "size": len(photo), "sum": hashlib.sha256(photo).hexdigest()}
