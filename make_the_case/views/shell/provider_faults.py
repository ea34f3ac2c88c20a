"""What is said where the provider of sign-ins does not answer as it should: its certificate has expired, it is down, or it refuses."""

from __future__ import annotations

import logging
import re

from starlette.types import Message, Scope, Send

ITS_LOG = "streamlit.web.server.starlette.starlette_auth_routes"
"""Where Streamlit writes what went wrong between it and the provider, with a traceback."""
WORDS = (
    "Signing in is not possible at the moment: the sign-in service of your organisation does not answer as it should. Your cases have not "
    "changed. Go back and try again in a few minutes. If it stays so, tell whoever runs Make the Case for you: the log of the server says why."
)

MOST_KINDS = 12


def is_between_us_and_the_provider(scope: Scope) -> bool:
    """Returns whether a request leads to the provider, or comes back from it."""
    return re.search(r"/(auth/login|oauth2callback)/?$", str(scope["path"])) is not None


def in_words(send: Send) -> Send:
    """Returns what sends an answer, which is a sentence in place of Streamlit's own where signing in failed."""
    failed = False

    async def sends(message: Message) -> None:
        nonlocal failed
        if message["type"] == "http.response.start" and message["status"] >= 400:
            failed = True
            headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
            await send({**message, "status": 503, "headers": headers})
        elif not failed:
            await send(message)
        elif not message.get("more_body"):
            await send({"type": "http.response.body", "body": WORDS.encode()})

    return sends


class InOneLine(logging.Filter):
    """Says in one line what the provider did, by the kinds of the errors: their words may hold an address or a code of somebody's sign-in."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns that the line is to be written, without the traceback."""
        error = record.exc_info[1] if record.exc_info else None
        kinds: list[str] = []
        while error is not None and len(kinds) < MOST_KINDS:
            kinds.append(type(error).__name__)
            why = getattr(
                error, "verify_message", None
            )  # of ssl: what is wrong with a certificate, in its own words
            kinds += [str(why)] if why else []
            error = error.__cause__ or error.__context__
        if kinds:
            record.msg, record.args = f"a sign-in failed: {', '.join(dict.fromkeys(kinds))}", ()
            record.exc_info = record.exc_text = None
        return True


def say_in_one_line() -> None:
    """Has what goes wrong with the provider written to the log in one line."""
    log = logging.getLogger(ITS_LOG)
    if not any(isinstance(each, InOneLine) for each in log.filters):
        log.addFilter(InOneLine())
