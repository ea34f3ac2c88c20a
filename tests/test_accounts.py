"""Accounts that an organisation expects, with a real provider in a real browser: groups, roles, and what bad input gets."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from browsing import settled
from conftest import free_port, start_app, stop_app
from test_signing import signed_in

MANY = [f"00000000-0000-4000-8000-{k:012d}" for k in range(1000)]
"""As Microsoft Entra names groups."""
GROUPS: dict[str, Any] = {
    "ada": [*MANY, "leads"],
    "ben": ["staff"],
    "cleo": None,
    "dora": "staff",
    "erin": ["staff", 7, {"leads": 1}],
}
"""What the provider says of each person's groups; of Cleo nothing at all."""


class Served(NamedTuple):
    """The app, its log, and the provider beside it."""

    address: str
    log: Path
    provider: str

    def says(self, name: str, groups: Any) -> None:
        """Has the provider say something else of a person's groups from now on."""
        claims = json.dumps(claims_of(name, groups)).encode()
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.provider}/users/{name}", claims, headers, method="PUT")
        urllib.request.urlopen(asked, timeout=10).close()


def claims_of(name: str, groups: Any) -> dict[str, Any]:
    who = {"name": name.title(), "email": f"{name}@example.org", "email_verified": True}
    return who if groups is None else who | {"groups": groups}


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    """The app with groups mapped to teams."""
    mock = pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock is not installed")
    people = [mock.User(sub=name, claims=claims_of(name, groups)) for name, groups in GROUPS.items()]
    folder, port = tmp_path_factory.mktemp("accounts") / "server", free_port()
    with mock.run_server_in_thread(user_claims=people) as provider:
        (folder / ".streamlit").mkdir(parents=True)
        (folder / ".streamlit" / "secrets.toml").write_text(
            f"""[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{"not for use elsewhere " * 3}"
client_id = "make-the-case"
client_secret = "secret"
server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
""",
            encoding="utf-8",
        )
        with (folder / "log").open("wb") as log:
            server = start_app(
                port, folder, log, MAKE_THE_CASE_DATA=str(folder / "drafts"), DATABASE_URL="",
                MAKE_THE_CASE_HOSTED="cases.example.org", AUTHLIB_INSECURE_TRANSPORT="1",
                MAKE_THE_CASE_GROUPS="leads=Northshire:owner; staff=Northshire:editor",
            )  # fmt: skip
            yield Served(f"http://localhost:{port}", folder / "log", f"http://localhost:{provider.server_port}")
            stop_app(server)


@pytest.mark.browser
@pytest.mark.slow
def test_a_thousand_groups_make_a_cookie_that_every_web_server_takes(chromium, served) -> None:
    window = chromium.new_context()
    page = window.new_page()
    signed_in(page, served.address, "ada")
    page.get_by_text("Your sign-in makes you an owner of the team Northshire.").wait_for()
    length = sum(len(cookie["name"]) + len(cookie["value"]) + 3 for cookie in window.cookies())
    assert length < 8000, "nginx and others refuse more than 8 KB of cookies"
    window.close()
