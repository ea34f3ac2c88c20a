"""What a critical friend says, as words: severities, and the standard omissions that a case has or does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from valuation import Case, Check
from valuation.places import concerns
from words.assumptions import name_of
from words.blocks import Bold, Lines, Words, paragraphs

PATH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)+")
SEVERITIES = {"stop": "Stop", "warn": "Look again", "note": "Note"}
SEVERITY_COUNTS = {"stop": "to stop for", "warn": "to look at again", "note": "to note"}
BLIND_SPOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "own_time": ("People's own time is counted", ("costs_left_out:own time",)),
    "harms": ("Harms and burdens are considered", ("no_harm_considered",)),
    "build_up": ("Time to build up is allowed for", ("full_from_the_first_year", "benefits_before_service")),
    "evaluation": ("Evaluation is paid for", ("costs_left_out:evaluation",)),
    "training": ("Training is paid for", ("costs_left_out:training",)),
    "involvement": ("People with lived experience are paid", ("costs_left_out:lived experience",)),
    "facilitation": ("Facilitation or co-design is paid for", ("costs_left_out:facilitation",)),
    "fading": ("Effects fade, or last no longer than two years", ("never_fades",)),
    "follow_up": ("No effect lasts longer than its study looked", ("outlasts_its_study",)),
    "double": (
        "Nothing is counted twice",
        ("value_counted_twice", "use_counted_twice", "caseload_claimed_twice", "journey_counted_apart"),
    ),
    "owners": (
        "Somebody answers for each large benefit",
        ("large_benefit_without_owner", "cash_without_owner"),
    ),
}
"""Standard omissions: what is ticked where none of these checks speaks of the option."""
NEVER_SEEN = (
    "Who does not take part, and what happens to them",
    "What else the money or the staff would have done",
    "Supply: freed appointments fill up again",
    "What happens when the funding ends",
)
"""What no number of a case can show: to be asked of every one."""


def in_names(case: Case, text: str) -> str:
    """Returns what a check says with the names that the case gives in place of paths of the file."""

    def name(found: re.Match[str]) -> str:
        said = found.group()
        places = (said, *(f"options.{option.id}.{said}" for option in case.shape.options))
        return next((f"“{name_of(case, place)}”" for place in places if place in case.numbers_written), said)

    return PATH.sub(name, text)


def blind_spots(checks: Sequence[Check], option: str) -> list[tuple[str, bool, str]]:
    """Returns (what should be there, whether it is, what was found instead) for one option."""
    about = [c for c in checks if concerns(c.path, option)]
    rows = []
    for words, ids in BLIND_SPOTS.values():
        said = [c.message for c in about if any(_speaks(c, ident) for ident in ids)]
        rows.append((words, not said, " ".join(said)))
    return rows


def _speaks(check: Check, ident: str) -> bool:
    name, _, word = ident.partition(":")
    return check.id == name and word in check.message


def friend_says(
    case: Case, checks: Sequence[Check], most: int | None = None
) -> tuple[Lines, Words] | tuple[Words]:
    """Returns what a critical friend says of a case: how serious, what, and what to do."""
    if not checks:
        return (paragraphs("Nothing."),)
    shown = checks[:most]
    items = tuple(
        (
            Bold(f"{SEVERITIES[check.severity]}:"),
            f" {in_names(case, check.message)} {in_names(case, check.remedy)}",
        )
        for check in shown
    )
    left = len(checks) - len(shown)
    more = f"{left} more {'is' if left == 1 else 'are'} listed under Test and compare, Blind spots."
    return Lines(items, style="bare"), paragraphs(more if left else "")
