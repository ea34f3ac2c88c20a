"""What is said of teams: the role of each person in one, and what a sign-in has changed about somebody's teams."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words.phrases import listed

OWNER, EDITOR, READER = "owner", "editor", "reader"
ROLES = {OWNER: "Owner", EDITOR: "Editor", READER: "Reader"}
MAY = {
    OWNER: "An owner changes its cases, decides who is in it, and gives its cases to others or deletes them.",
    EDITOR: "An editor reads and changes its cases.",
    READER: "A reader reads its cases and their history, and changes nothing.",
}
"""What each role allows."""
WHAT_ROLES_ARE = " ".join(MAY.values())
FAULTS = {
    "none_said": "Your sign-in named no groups, so no group puts you in a team.",
    "not_a_list": "Your sign-in did not give your groups as a list, so no group puts you in a team.",
    "elsewhere": "You are in so many groups that your sign-in left them out, so no group puts you in a team.",
    "not_all_text": "Some of the groups that your sign-in named could not be read. The others count.",
}
"""What is said where the provider does not say a person's groups as it should."""
ASK = "If you expected something else, ask whoever looks after your organisation's sign-in."
NO_OWNER = "This team has no owner now. Its cases are kept, and its editors can go on with them. Ask whoever runs this server to give it an owner."


def role_of(role: str) -> str:
    """Returns a role within a sentence.

    >>> role_of("editor"), role_of("owner")
    ('an editor', 'an owner')
    """
    return f"a {role}" if role == READER else f"an {role}"


def news_words(
    joined: Sequence[tuple[str, str]], left: Sequence[str], without_owner: Sequence[str], fault: str
) -> list[str]:
    """Returns what a sign-in has changed about a person's teams, as sentences."""
    said = [f"Your sign-in makes you {role_of(role)} of the team {team}." for team, role in joined]
    if fault:
        said.append(FAULTS[fault])
    if left:
        teams, it = (f"the team {left[0]}", "it") if len(left) == 1 else (f"the teams {listed(left)}", "them")
        said.append(
            f"You can no longer open the cases of {teams}, because your sign-in no longer puts you in {it}."
        )
        said.append("Nothing of them is lost.")
    said += [
        f"The team {team} has no owner now. Its cases are kept, and this is in the log of the server."
        for team in without_owner
    ]
    if fault or left or without_owner:
        said.append(ASK)
    return said
