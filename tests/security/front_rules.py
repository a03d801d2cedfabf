"""Who gets what from pages that found, share and lighten the shop: everybody reads them."""

from tests.security.ruling import NO, REST, Rule

FRONT: dict[str, Rule] = {
    "light-pages": Rule(get=NO, post={REST: 303}, data={"on": "1", "next": "/"}),
}
