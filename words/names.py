"""Names: what every account is called, one row each, wherever it is met."""

from __future__ import annotations

from dataclasses import dataclass

from words.phrases import party_in_prose


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
        "Everyone: public bodies, people, families and others", "everyone counted", "everyone together", "Everyone"
    ),
}  # fmt: skip
"""A row for each row of `valuation.accounts.ACCOUNTS`."""


def account_row(account: str, commissioner: str) -> str:
    """Returns an account at the head of a row."""
    words = ACCOUNT_WORDS[account].row.format(commissioner=party_in_prose(commissioner))
    return words[:1].upper() + words[1:]


def account_in_prose(account: str, commissioner: str) -> str:
    """Returns an account in the middle of a sentence: who is counting, and what."""
    return ACCOUNT_WORDS[account].prose.format(commissioner=party_in_prose(commissioner))


def account_party(account: str, commissioner: str) -> str:
    """Returns in the middle of a sentence who is better or worse off in an account."""
    return ACCOUNT_WORDS[account].party.format(commissioner=party_in_prose(commissioner))


def who_is_paid_back(account: str, commissioner: str) -> str:
    """Returns in the middle of a sentence who is paid back in a cash account."""
    return ACCOUNT_WORDS[account].paid_back.format(commissioner=party_in_prose(commissioner))
