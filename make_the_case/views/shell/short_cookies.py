"""Keeps the cookie of a sign-in short, whatever the provider says: browsers and web servers refuse a long one, and nobody could sign in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response
from streamlit.web.server.starlette import starlette_auth_routes as routes

LOG = logging.getLogger("make_the_case")
NEEDED = frozenset(
    (
        "iss", "sub", "iat", "exp", "aud", "nonce", "name", "email", "email_verified", "xms_edov", "_claim_names", "hasgroups",
        "origin", "is_logged_in", "provider",
    )
)  # fmt: skip
"""The claims that the app reads, and what Streamlit adds to them."""
LONGEST_TOKENS = 2500
"""Characters of the provider's tokens that a cookie holds: they let the provider end its own sign-in without asking, and nothing else."""
Shorten = Callable[[Mapping[str, Any]], dict[str, Any]]


def keep_short(shorten: Shorten, claim: str) -> None:
    """Has the cookie hold the claims that are needed, the one of groups shortened, and the tokens only where they are short.

    Streamlit has no public way to say what its cookie holds, so this stands before the function that writes it;
    `tests/test_accounts.py` signs somebody in who is in a thousand groups.
    """
    write = getattr(routes._set_auth_cookie, "writes_all", routes._set_auth_cookie)

    async def writes(response: Response, user_info: dict[str, Any], tokens: dict[str, Any]) -> None:
        needed = {key: value for key, value in user_info.items() if key in NEEDED or key == claim}
        short = sum(map(len, map(str, tokens.values()))) <= LONGEST_TOKENS
        await write(response, shorten(needed), tokens if short else {})

    writes.writes_all = write  # type: ignore[attr-defined]
    routes._set_auth_cookie = writes
