"""A phone with a lock, in a few lines: it makes passkeys and signs with them, as WebAuthn says (ES256, no attestation)."""

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

HOST = "localhost"
ORIGIN = f"http://{HOST}"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class PhoneLock:
    """``is_unlocked`` is whether the person shows finger, face or PIN."""

    is_unlocked: bool = True
    origin: str = ORIGIN
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str = ""

    def make(self, options: str) -> str:
        asked = json.loads(options)["publicKey"]
        self.handle = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        data = self._data(ATTESTED) + attested
        response = {"attestationObject": websafe_encode(cbor.encode({"fmt": "none", "authData": data, "attStmt": {}}))}
        return self._written(response, self._client("webauthn.create", asked["challenge"]))

    def show(self, options: str) -> str:
        asked = json.loads(options)["publicKey"]
        client, data = self._client("webauthn.get", asked["challenge"]), self._data(0)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": websafe_encode(data), "signature": websafe_encode(signed), "userHandle": self.handle}
        return self._written(response, client)

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.is_unlocked else 0)
        return hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + struct.pack(">I", 0)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _written(self, response: dict[str, Any], client: bytes) -> str:
        key = websafe_encode(self.credential_id)
        response = {**response, "clientDataJSON": websafe_encode(client)}
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response, "clientExtensionResults": {}})
