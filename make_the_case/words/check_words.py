"""What the checks say, as words: severities, and the standard omissions that a case has or does not have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Bold, Lines, Words, paragraphs
from make_the_case.words.phrases import counted
from valuation import Case, Check
from valuation.case.places import concerns, within_option

SEVERITIES = {"stop": "Must fix", "warn": "Review", "note": "Note"}
SEVERITY_COUNTS = {"stop": "to fix", "warn": "to review", "note": "to note"}


@dataclass(frozen=True)
class BlindSpot:
    """A standard omission: what should be there, and what a check says where it is not."""

    words: str
    checks: tuple[str, ...]
    omission: str = ""
    """Of a check that speaks of several omissions at once, the one that this is about."""

    def is_missed_by(self, check: Check) -> bool:
        """Returns whether a check says that this is not there."""
        return check.id in self.checks and (not self.omission or self.omission in check.missing)


LEFT_OUT = ("costs_left_out",)
BLIND_SPOTS = (
    BlindSpot("People's own time is counted", LEFT_OUT, "own_time"),
    BlindSpot("Harms are considered", ("no_harm_considered",)),
    BlindSpot("Time to build up is allowed for", ("full_from_the_first_year", "benefits_before_service")),
    BlindSpot("Evaluation is paid for", LEFT_OUT, "evaluation"),
    BlindSpot("Training is paid for", LEFT_OUT, "training"),
    BlindSpot("People with lived experience are paid", LEFT_OUT, "involvement"),
    BlindSpot("Facilitation or co-design is paid for", LEFT_OUT, "facilitation"),
    BlindSpot("Effects fade, or last no longer than two years", ("never_fades",)),
    BlindSpot("No effect lasts longer than its study looked", ("outlasts_its_study",)),
    BlindSpot(
        "Nothing is counted twice",
        ("value_counted_twice", "use_counted_twice", "caseload_claimed_twice", "journey_counted_apart"),
    ),
    BlindSpot("Each large benefit has an owner", ("large_benefit_without_owner", "cash_without_owner")),
)
"""What is ticked where none of these checks speaks of the option."""
NEVER_SEEN = (
    "Who does not take part, and what happens to them",
    "What else the money or the staff could have done",
    "Whether freed appointments fill up again",
    "What happens when the funding ends",
)
"""What no number of a case can show: to be asked of every one."""


def in_names(case: Case, check: Check) -> str:
    """Returns what a check says with the names that the case gives in place of paths of the file."""
    said = check.message
    worked_out = {
        path for effect in case.effects.values() for path in (effect.effect_path, effect.place_path)
    }
    for path in sorted(set(check.named) & {*case.numbers_written, *worked_out}, key=len, reverse=True):
        said = said.replace(within_option(path), f"“{name_of(case, path)}”")
    return said


def blind_spots(
    checks: Sequence[Check], option: str, says: Callable[[Check], str] = lambda check: check.message
) -> list[tuple[str, bool, str]]:
    """Returns (what should be there, whether it is, what was found instead) for one option."""
    about = [c for c in checks if concerns(c.path, option)]
    rows = []
    for spot in BLIND_SPOTS:
        said = [says(c) for c in about if spot.is_missed_by(c)]
        rows.append((spot.words, not said, " ".join(said)))
    return rows


def checks_in_one_line(checks: Sequence[Check]) -> str:
    """Returns how many checks there are to review, and where they stand; nothing where there are none."""
    many = sum(check.severity == "warn" for check in checks)
    return (
        f"There {'is' if many == 1 else 'are'} {counted(many, 'check')} to review, under Test and compare, Blind spots."
        if many
        else ""
    )


def friend_says(
    case: Case, checks: Sequence[Check], most: int | None = None
) -> tuple[Lines, Words] | tuple[Words]:
    """Returns what the checks say of a case: how serious, what, and what to do."""
    if not checks:
        return (paragraphs("The checks found nothing."),)
    shown = checks[:most]
    items = tuple(
        (
            Bold(f"{SEVERITIES[check.severity]}:"),
            f" {in_names(case, check)} {check.remedy}",
        )
        for check in shown
    )
    left = len(checks) - len(shown)
    more = f"{left} more {'is' if left == 1 else 'are'} listed under Test and compare, Blind spots."
    return Lines(items, style="bare"), paragraphs(more if left else "")
