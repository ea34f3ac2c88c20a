"""Names: what every account, measure, verdict and class of benefit is called, one row each, wherever it is met."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.phrases import capital, money, party_in_prose


@dataclass(frozen=True)
class AccountWords:
    """What an account is called; `{commissioner}` stands for the payer to whose budget the case is put."""

    row: str
    """At the head of a row."""
    prose: str
    """In the middle of a sentence: who is counting, and what."""
    party: str
    """In the middle of a sentence: who is better or worse off."""
    sheet: str
    """In a workbook, where there is no room for the payer's name."""
    paid_back: str = ""
    """In the middle of a sentence: who is paid back; of cash accounts alone."""


ACCOUNT_WORDS = {
    "commissioner": AccountWords(
        "{commissioner}, cash only", "{commissioner}, cash only", "{commissioner}", "Payer, cash only", "{commissioner}"
    ),
    "public_cash": AccountWords(
        "All public bodies, cash only", "all public bodies, cash only", "all public bodies in cash", "Public bodies, cash only",
        "all public bodies together",
    ),
    "public_sector": AccountWords(
        "All public bodies, cash and capacity", "all public bodies, cash and capacity", "all public bodies",
        "Public bodies, cash and capacity",
    ),
    "health_and_care": AccountWords(
        "NHS and social care, cash and capacity", "the NHS and social care, cash and capacity", "the NHS and social care",
        "NHS and social care, cash and capacity",
    ),
    "society": AccountWords(
        "Everyone: public bodies, people, families and others", "counting everyone", "everyone together", "Everyone"
    ),
}  # fmt: skip
"""A row for each row of `valuation.accounts.ACCOUNTS`."""


def account_row(account: str, commissioner: str) -> str:
    """Returns an account at the head of a row."""
    return capital(ACCOUNT_WORDS[account].row.format(commissioner=party_in_prose(commissioner)))


def account_in_prose(account: str, commissioner: str) -> str:
    """Returns an account in the middle of a sentence: who is counting, and what."""
    return ACCOUNT_WORDS[account].prose.format(commissioner=party_in_prose(commissioner))


def account_party(account: str, commissioner: str) -> str:
    """Returns in the middle of a sentence who is better or worse off in an account."""
    return ACCOUNT_WORDS[account].party.format(commissioner=party_in_prose(commissioner))


def who_is_paid_back(account: str, commissioner: str) -> str:
    """Returns in the middle of a sentence who is paid back in a cash account."""
    return ACCOUNT_WORDS[account].paid_back.format(commissioner=party_in_prose(commissioner))


# Measures --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasureWords:
    """What a measure is called."""

    name: str
    """At the head of a table."""
    sheet: str
    """In a workbook, after who is counting."""
    how: str
    """In a workbook, how it is worked out."""


STAYS_PAID_BACK = "the first year after which it stays paid back"
MEASURE_WORDS = {
    "pv_costs": MeasureWords("Costs", "costs, present value", "Σ costs × factor"),
    "pv_benefits": MeasureWords("Benefits", "benefits, present value", "Σ benefits × factor"),
    "npv": MeasureWords("Net value", "net value", "benefits − costs"),
    "bcr": MeasureWords(
        "Benefits for each £1 of cost",
        "benefits for each £1 of cost",
        "benefits ÷ costs, where there are costs",
    ),
    "payback_years": MeasureWords("Years to payback", "year paid back in", STAYS_PAID_BACK),
    "discounted_payback_years": MeasureWords(
        "Years to payback, discounted", "year paid back in, discounted", STAYS_PAID_BACK
    ),
    "peak_funding": MeasureWords(
        "Largest shortfall", "largest shortfall", "the largest shortfall so far, not discounted"
    ),
}
"""A row for each row of `valuation.streams.MEASURES`."""


# Verdicts --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VerdictWords:
    """A verdict in fewer words than its sentence."""

    short: str
    """In so few words that it fits a cell."""


VERDICT_WORDS = {
    1: VerdictWords("Pays for itself in cash"),
    2: VerdictWords("Covers its cost once capacity is counted"),
    3: VerdictWords("Worth more than it costs once wider value is counted"),
    4: VerdictWords("People worse off"),
    5: VerdictWords("Costs are greater than benefits"),
    6: VerdictWords("Releases cash, takes more capacity"),
}
"""A row for each row of `valuation.verdict.VERDICTS`, by its number."""


# Classes of benefit ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClassWords:
    """What a class of benefit is called; the classes are never added into one figure."""

    row: str
    """At the head of a row, with what it is."""
    heading: str
    """Over the benefits of the class."""
    does: str
    """Before an amount: what the option does."""
    amount: str
    """The amount itself, in a few words."""
    column: str
    """At the head of a narrow column."""
    sentence: str
    """In a sentence whose subject is the option; `{}` stands for the amount."""
    prose: str
    """After an amount and *of*."""
    register: str
    """In the words of the NHS's own benefits register."""
    loss: str = "loses {}"
    """In a sentence whose subject is the option, where the amount is below 0."""


CLASS_WORDS = {
    "cash_releasing": ClassWords(
        "Cash-releasing: money that can be spent elsewhere", "Releases cash", "Releases in cash", "Cash released", "Cash",
        "releases {} in cash", "cash", "cash-releasing", "takes {} more cash than it releases",
    ),
    "capacity": ClassWords(
        "Capacity freed: staff time and beds", "Capacity freed: staff time and beds, not money to spend",
        "Frees capacity worth", "Capacity freed", "Capacity", "frees capacity worth {}", "capacity", "non-cash-releasing",
        "takes up capacity worth {}",
    ),
    "wider": ClassWords(
        "Wider value: health, wellbeing, earnings", "Wider value: health, wellbeing, earnings", "Wider value", "Wider value", "Wider",
        "has wider value of {}", "wider value", "societal", "loses wider value of {}",
    ),
}  # fmt: skip
"""A row for each row of `valuation.accounts.BENEFIT_CLASSES`."""


def class_sentence(name: str, amount: float) -> str:
    """Returns what an option does in a class of benefit, in a sentence whose subject is the option."""
    words = CLASS_WORDS[name]
    return (words.sentence if amount >= 0 else words.loss).format(money(abs(amount)))


OPTIMISM_POLICIES = {
    "by_grade": "Weaker evidence has a larger adjustment",
    "by_part": "Weaker evidence has a larger adjustment, and a cost's price and its quantity are judged separately",
    "none": "Switched off",
}
"""How a case takes the optimism bias adjustment, by its word for it."""
