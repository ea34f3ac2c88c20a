"""Accounts that an organisation expects, with a real provider in a real browser: groups, roles, and what bad input gets."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from browsing import settled, with_list_open
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
            yield Served(
                f"http://localhost:{port}", folder / "log", f"http://localhost:{provider.server_port}"
            )
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


def begins_a_case(page: Any) -> str:
    """Begins a case from the finished example, and returns its link."""
    page.get_by_role("button", name="Read it in three minutes").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    page.get_by_role("link", name="Costs and people").click()
    field = page.get_by_role("textbox", name="Of every 100 offered it")
    field.fill("21")
    field.press("Enter")
    page.get_by_text("Kept as revision 1 of your draft").first.wait_for()
    return str(page.url)


@pytest.mark.browser
@pytest.mark.slow
def test_a_group_that_the_provider_no_longer_names_closes_its_team_at_the_next_sign_in(
    chromium, served
) -> None:
    window = chromium.new_context()
    page = window.new_page()
    signed_in(page, served.address, "ben")
    page.get_by_text("Your sign-in makes you an editor of the team Northshire.").wait_for()
    begins_a_case(page)
    page.get_by_role("link", name="History and sharing").first.click()
    page.get_by_text("Whose case is it?").wait_for()
    settled(page)
    with_list_open(page, page.get_by_role("combobox", name="Give it to"))
    page.get_by_role("option", name="Northshire").click()
    settled(page)
    page.get_by_role("button", name="Give it", exact=True).click()
    page.get_by_text("It is the team's, Northshire.").wait_for()
    page.get_by_role("button", name="Close this note about your teams").click()
    page.get_by_text("Your sign-in makes you").wait_for(state="detached")
    window.close()

    served.says("ben", ["another"])
    later = chromium.new_context()
    page = later.new_page()
    signed_in(page, served.address, "ben")
    page.get_by_text("You can no longer open the cases of the team Northshire").wait_for()
    page.get_by_role("link", name="Your cases").first.click()
    page.get_by_text("No case is kept here yet.").wait_for()
    later.close()

    owner = chromium.new_context()
    page = owner.new_page()
    signed_in(page, served.address, "ada")
    page.get_by_role("link", name="Your cases").first.click()
    page.get_by_role("button", name="Open: ").wait_for()  # nothing of the team is lost
    owner.close()
    written = served.log.read_text(encoding="utf-8")
    for name in ("Ben", "ben@", "Northshire", MANY[0]):
        assert name not in written


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said", "logged"),
    [
        ("cleo", "Your sign-in named no groups, so no group puts you in a team.", "at fault (none_said)"),
        ("dora", "Your sign-in did not give your groups as a list", "at fault (not_a_list)"),
        ("erin", "Some of the groups that your sign-in named could not be read.", "some are no text"),
    ],
)
def test_groups_that_are_not_said_rightly_are_a_sentence_to_the_person_and_a_line_in_the_log(
    chromium, served, name: str, said: str, logged: str
) -> None:
    window = chromium.new_context()
    page = window.new_page()
    signed_in(page, served.address, name)
    page.get_by_text(said).wait_for()
    begins_a_case(page)  # and they can work
    window.close()
    assert logged in served.log.read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.slow
def test_the_file_of_ones_own_data_comes_and_erasing_signs_out(chromium, served) -> None:
    served.says("fay", ["staff"])
    window = chromium.new_context(accept_downloads=True)
    page = window.new_page()
    signed_in(page, served.address, "fay")
    begins_a_case(page)
    with page.expect_download() as case_file:
        page.get_by_role("button", name="Save case file").click()
    assert case_file.value.suggested_filename.endswith(".yaml")
    page.get_by_role("link", name="Your cases").first.click()
    page.get_by_role("button", name="Gather everything that is held about me").click()
    with page.expect_download() as own_data:
        page.get_by_role("button", name="Download everything that is held about me").click()
    assert own_data.value.suggested_filename == "What Make the Case holds about me.zip"
    page.get_by_text("Erase everything that is held about me", exact=True).click()
    page.get_by_text("I want everything that is held about me to be erased").click()
    settled(page)
    page.get_by_role("button", name="Erase my data and sign me out").click()
    page.wait_for_url("**/end_session?*")
    page.goto(served.address)
    page.get_by_role("button", name="Sign in").wait_for()
    window.close()
