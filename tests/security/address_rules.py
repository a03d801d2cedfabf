"""Who gets what from the addresses of an account: the person alone."""

from tests.security.ruling import REST, SHOPPER, Rule, after_login

TYPED = {"mobile": "9876543210", "name": "Tara Menon", "pin": "110001", "line1": "14 Lodi Lane", "line2": "", "city": "New Delhi"}

ADDRESSES: dict[str, Rule] = {
    "account-addresses": after_login({REST: 200}),
    "account-address-add": after_login({REST: 200}, {REST: 303}, data=TYPED),
    "account-address": after_login({SHOPPER: 200, REST: 404}, {SHOPPER: 303, REST: 404}, at={"key": "own_address"}, data=TYPED),
}
