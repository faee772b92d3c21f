"""Encryption at rest and blind indexes (PIPL arts. 28, 51). AES-256-GCM and HMAC-SHA-256.

Sealed text is `1$<base64 of nonce + ciphertext>`: the number names key and cipher, so that either
can be replaced (ASVS 11.2.2) while old rows are still read.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = "1$"
_NONCE = 12


class Unreadable(Exception):
    """The text was not sealed with our key, or was altered."""


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    return AESGCM(bytes.fromhex(key))


def seal_bytes(data: bytes, purpose: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.FIELD_KEY).encrypt(nonce, data, purpose.encode())


def open_bytes(sealed: bytes, purpose: str) -> bytes:
    """Raises Unreadable; `purpose` must be the one it was sealed for."""
    try:
        return _cipher(settings.FIELD_KEY).decrypt(
            sealed[:_NONCE], sealed[_NONCE:], purpose.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise Unreadable(purpose) from error


def seal(text: str, purpose: str) -> str:
    return _VERSION + base64.urlsafe_b64encode(seal_bytes(text.encode(), purpose)).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Raises Unreadable."""
    if not sealed.startswith(_VERSION):
        raise Unreadable(purpose)
    try:
        data = base64.urlsafe_b64decode(sealed[len(_VERSION) :].encode())
    except ValueError as error:
        raise Unreadable(purpose) from error
    return open_bytes(data, purpose).decode()


def blind_index(text: str, purpose: str) -> str:
    """A keyed fingerprint for exact look-up: 32 hex digits, equal only for equal text."""
    key = bytes.fromhex(settings.INDEX_KEY)
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:32]
