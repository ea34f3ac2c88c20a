"""The answer in little room, beside the questions: how far it has got, the numbers to check first, and what the last change did."""

from __future__ import annotations

from collections.abc import Mapping

from make_the_case.authoring.origins import ANSWERS, answer_of, origin
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.blocks import Bold, Lines, Text
from make_the_case.words.first_answer import ORIGINS
from make_the_case.words.names import VERDICT_WORDS
from make_the_case.words.phrases import NEGLIGIBLE, capital, listed, money, plain_number, quoted
from valuation import Answer, Case
from valuation.accounts import SOCIETY

QUESTIONS = 6
WEAK = 4
"""The grade from which a number is weak enough to be checked first."""


QUESTION_WORDS = {
    "eligible": "how many could use it", "uptake": "how many start", "completion": "how many finish",
    "cost": "what the work costs", "when": "when it begins", "payer": "who pays",
}  # fmt: skip
"""Each of the six questions that a first answer needs, in a few words."""


def so_far(questions: Mapping[str, bool]) -> str:
    """Returns what stands over the answer: how many of the six numbers behind it are still the template's, and which.

    >>> so_far(dict.fromkeys(QUESTION_WORDS, True) | {"cost": False})
    "The answer so far, with 1 of the 6 numbers still the template's: what the work costs"
    """
    left = [QUESTION_WORDS[key] for key, is_answered in questions.items() if not is_answered]
    if not left:
        return "The answer so far"
    return (
        f"The answer so far, with {len(left)} of the {QUESTIONS} numbers still the template's: {listed(left)}"
    )


def change_sentence(before: Answer, after: Answer, option: str) -> str:
    """Returns what the last change did to cost, people and net value; nothing where the option is new."""
    if option not in before.options:
        return ""
    was, now = before.options[option], after.options[option]
    cost = now.accounts["commissioner"].pv_costs - was.accounts["commissioner"].pv_costs
    people = sum(now.starts) - sum(was.starts)
    net = now.accounts[SOCIETY].npv - was.accounts[SOCIETY].npv
    clauses = []
    if abs(cost) > NEGLIGIBLE:
        clauses.append(f"the cost is {_moved(cost, 'higher', 'lower')}")
    if round(abs(people)):
        many = plain_number(round(abs(people)))
        clauses.append(f"{many} {'more' if people > 0 else 'fewer'} people start")
    if abs(net) > NEGLIGIBLE:
        clauses.append(f"net value is {_moved(net, 'higher', 'lower')}")
    return f"{capital(listed(clauses))}." if clauses else "It changed no figure of the answer."


def _moved(amount: float, up: str, down: str) -> str:
    return f"{money(abs(amount))} {up if amount > 0 else down}"


def one_line(answer: Answer, option: str) -> Text:
    """Returns the answer in one line: the verdict in few words, what it costs and what it is worth."""
    found = answer.options[option]
    account = found.accounts[SOCIETY]
    verdict = VERDICT_WORDS[found.verdict.number].short
    return (Bold(f"{verdict}."), f" Costs {money(account.pv_costs)}, worth {money(account.pv_benefits)}.")


def numbers_to_check(case: Case, swings: Mapping[str, float], most: int) -> Lines | None:
    """Returns the numbers with weak evidence that move net value most, the first first; None where no weak number moves it."""
    weak = [
        path
        for path, swing in sorted(swings.items(), key=lambda row: -row[1])
        if swing > NEGLIGIBLE
        and (assumption := case.assumption_at(path)) is not None
        and assumption.confidence >= WEAK
    ]
    if not weak:
        return None
    items = (
        (quoted(name_of(case, path)), f": {money(swings[path])} between its ends. {_stands(case, path)}.")
        for path in weak[:most]
    )
    return Lines(tuple(items), is_numbered=True, style="steps")


def _stands(case: Case, path: str) -> str:
    answered = answer_of(case, path)
    return ANSWERS[answered][0] if answered else ORIGINS[origin(case, path)]
