"""Accounts: ways of reading the ledger. A new reader is a new row of ACCOUNTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.catalogue import Catalogue
from valuation.library import Payer
from valuation.lines.line import Line

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Account:
    """A set of parties, and what it reads of their lines (model.md, section 7)."""

    name: str
    holds: Callable[[Payer, str], bool]
    """Whether a party is inside, given the case's commissioner."""
    cash_only: bool = False
    reads_vat: bool = False
    reads_wider: bool = False
    """Whether it reads what is worth something to people and society, each value at its own discount rate."""


@dataclass(frozen=True)
class BenefitClass:
    """A kind of benefit that is told apart from the others, because it is spent in another way."""

    name: str
    part_of_a_party: str | None = None
    """The key under which a party's part of it stands in *who pays and who gains*, if one does."""


SOCIETY = "society"
"""The account that the headlines, the benefit classes, and who pays and gains are read from."""
ACCOUNTS = Catalogue(
    {
        account.name: account
        for account in (
            Account(
                "commissioner",
                lambda party, commissioner: party.id == commissioner,
                cash_only=True,
                reads_vat=True,
            ),
            Account("public_cash", lambda party, _: party.is_public, cash_only=True),
            Account("public_sector", lambda party, _: party.is_public),
            Account("health_and_care", lambda party, _: party.is_nhs_pss),
            Account(SOCIETY, lambda party, _: True, reads_wider=True),
        )
    }
)
CASH_RELEASING, CAPACITY, WIDER = "cash_releasing", "capacity", "wider"
BENEFIT_CLASSES = Catalogue(
    {
        row.name: row
        for row in (
            BenefitClass(CASH_RELEASING, "pv_cash_releasing"),
            BenefitClass(CAPACITY, "pv_capacity"),
            BenefitClass(WIDER),
        )
    }
)
"""In the order in which they are told. The classes are never added up."""
WIDER_KINDS = ("economic", "health", "wellbeing")


def cash_accounts() -> tuple[str, ...]:
    """Returns the accounts of which the word *payback* is used: those that read cash alone."""
    return tuple(account.name for account in ACCOUNTS if account.cash_only)


def readers_at_health_rate() -> tuple[int, ...]:
    """Returns the rows of the accounts that may read a benefit discounted at the health rate: only wider value is."""
    return tuple(row for row, account in enumerate(ACCOUNTS) if account.reads_wider)


@dataclass(frozen=True)
class AccountRows:
    """Which lines of an option each account and class reads: 1 or 0, shape (accounts or classes, lines).

    `health` is an account's benefits at the health rate; all else is discounted at the standard rate.
    """

    costs: Array
    benefits: Array
    health: Array
    classes: Array
    """Of society's benefits: the classes at the standard rate, then at that of health."""

    @property
    def stacked(self) -> Array:
        """Returns all rows in one matrix: costs, benefits, health (of its readers alone), classes."""
        health = self.health[list(readers_at_health_rate())]
        return np.concatenate([self.costs, self.benefits, health, self.classes])

    def of_account(self, name: str) -> Array:
        """Returns an account's lines: costs, benefits, and benefits at the health rate, shape (3, lines)."""
        row = ACCOUNTS.place(name)
        return np.stack([self.costs[row], self.benefits[row], self.health[row]])


def reads_value(
    account: Account, inside: Callable[[str], bool], kind: str, to: Sequence[str], payers: Sequence[str]
) -> bool:
    """Returns whether an account reads a value of this kind and these parties, whatever its amount."""
    if kind == "transfer":
        return any(inside(a) != inside(b) for a in to for b in payers)
    return (kind == "fiscal" or account.reads_wider) and any(inside(party) for party in to)


def reads(account: Account, inside: Callable[[str], bool], line: Line) -> bool:
    """Returns whether an account reads a line.

    Costs and fiscal values of its parties; of a transfer the side that is inside, neither where both are; VAT
    only for the commissioner; a value that overlaps only where the counted one of its group is not read.
    """
    if not inside(line.party):
        return False
    if line.rival is not None and reads_value(account, inside, *line.rival):
        return False
    if line.is_vat:
        return account.reads_vat
    if line.basis == "transfer":
        return not inside(line.counterparty or "")
    if account.cash_only and not line.cash:
        return False
    return line.basis in ("cost", "fiscal") or account.reads_wider


def account_rows(lines: Sequence[Line], commissioner: str, payers: Mapping[str, Payer]) -> AccountRows:
    """Returns the matrices by which the accounts and the benefit classes read an option's lines."""
    shape = (len(ACCOUNTS), len(lines))
    costs, benefits, health = (np.zeros(shape), np.zeros(shape), np.zeros(shape))
    for row, account in enumerate(ACCOUNTS):
        members = frozenset(ident for ident, payer in payers.items() if account.holds(payer, commissioner))
        for column, line in enumerate(lines):
            if reads(account, members.__contains__, line):
                side = costs if line.side == "cost" else health if line.discount == "health" else benefits
                side[row, column] = 1
    society = ACCOUNTS.place(SOCIETY)
    of_class = np.array([[line.benefit_class == name for line in lines] for name in BENEFIT_CLASSES.keys])
    classes = np.concatenate([of_class * read[society] for read in (benefits, health)])
    return AccountRows(costs, benefits, health, classes)


def payer_reads(party: str, line: Line) -> bool:
    """Returns whether one party's own cash, VAT included, holds the line: the reading of its financial case."""
    own = Account("payer", lambda payer, _: payer.id == party, cash_only=True, reads_vat=True)
    return line.cash and reads(own, party.__eq__, line)


def is_shared_out(line: Line) -> bool:
    """Returns whether *who pays and who gains* holds the line: every counted line, and what society reads beside.

    VAT and transfers are held on both sides, so that the parties' nets add up to society's npv.
    """
    return line.counted or (line.basis != "transfer" and reads(ACCOUNTS[SOCIETY], lambda _: True, line))
