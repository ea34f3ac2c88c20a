"""What is said of a person's own data: what is held, what the file of it holds, and what erasing does."""

from __future__ import annotations

from make_the_case.words.phrases import counted

WHAT_IS_HELD = (
    "Your cases, your place in teams, the number by which your organisation's sign-in knows you, and your name beside what you did. "
    "You can take all of it away as one file, and have it erased."
)
WHAT_THE_FILE_HOLDS = (
    "The file has everything that is held about you, as data, and your newest cases as case files that open here. Of a team's cases it has "
    "which changes are yours, and not what others wrote."
)
FILE_NAME = "What Make the Case holds about me.zip"
SURE = "I want everything that is held about me to be erased, and I know that it cannot be brought back"
READ_ME = """What Make the Case holds about you.

about_you.json: the number by which the sign-in of your organisation knows you,
your teams, your own cases with every change, your changes in cases of teams,
and the lines of the audit log about you. Times are in UTC.
"""
READ_ME_OF_CASES = """
cases/: your newest cases as case files. Open one on the first page of Make the Case.
"""


def what_erasing_does(held: int) -> list[str]:
    """Returns what erasing a person's data does, with how many of their own cases a legal hold keeps."""
    said = [
        "Your own cases are deleted for good. You are taken out of every team. In the cases of teams what you changed is kept, and your name "
        "beside it is replaced, as it is in the audit log.",
        "If you are the only owner of a team, pass it on or end it first. Backups of the server keep your data until they are replaced.",
    ]
    if held:
        those = "it stays" if held == 1 else "they stay"
        said.append(
            f"A legal hold keeps {counted(held, 'case')} of yours, so {those} until the hold is lifted, and nobody can open what stays. "
            "When the hold is lifted, it is deleted."
        )
    return said
