"""Secrets of links and codes: made at random, and kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 16
"""128 random bits: nobody guesses them."""
ROOM_SIGNS = "bcdfghjkmnpqrstvwxz23456789"
"""What a room's link is made of: nothing that looks like something else, and no word."""
ROOM_LENGTH = 12
"""57 random bits, short enough to be typed from a screen."""


def new_secret() -> str:
    """Returns a new secret for a link or a code."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_room() -> str:
    """Returns a new name for a room, in three groups of signs."""
    signs = "".join(secrets.choice(ROOM_SIGNS) for _ in range(ROOM_LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, ROOM_LENGTH, 4))


def hash_of(secret: str) -> str:
    """Returns what is kept of a secret."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
