"""Accounts: ways of reading the ledger. A new reader is a new row of ACCOUNTS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuation.library import Payer
from valuation.lines import Line

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


ACCOUNTS = (
    Account(
        "commissioner", lambda party, commissioner: party.id == commissioner, cash_only=True, reads_vat=True
    ),
    Account("public_cash", lambda party, _: party.is_public, cash_only=True),
    Account("public_sector", lambda party, _: party.is_public),
    Account("health_and_care", lambda party, _: party.is_nhs_pss),
    Account("society", lambda party, _: True, reads_wider=True),
)
ACCOUNT_NAMES = tuple(account.name for account in ACCOUNTS)
BENEFIT_CLASSES = ("cash_releasing", "capacity", "wider")
WIDER_KINDS = ("economic", "health", "wellbeing")


@dataclass(frozen=True)
class AccountRows:
    """Which lines of an option each account and class reads: 1 or 0, shape (accounts or classes, lines).

    `health` is the society account's benefits at the health rate; all else is discounted at the standard rate.
    """

    costs: Array
    benefits: Array
    health: Array
    classes: Array

    @property
    def stacked(self) -> Array:
        """Returns all rows in one matrix: costs, benefits, health, classes."""
        return np.concatenate([self.costs, self.benefits, self.health, self.classes])


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
    costs, benefits, health = (np.zeros(shape), np.zeros(shape), np.zeros((1, len(lines))))
    classes = np.zeros((2 * len(BENEFIT_CLASSES), len(lines)))
    for row, account in enumerate(ACCOUNTS):
        members = frozenset(ident for ident, payer in payers.items() if account.holds(payer, commissioner))
        for column, line in enumerate(lines):
            if not reads(account, members.__contains__, line):
                continue
            if line.side == "cost":
                costs[row, column] = 1
                continue
            at_health_rate = line.discount == "health"
            (health[0] if at_health_rate else benefits[row])[column] = 1
            if account.name == "society" and line.benefit_class:
                place = BENEFIT_CLASSES.index(line.benefit_class)
                classes[place + len(BENEFIT_CLASSES) * at_health_rate, column] = 1
    return AccountRows(costs, benefits, health, classes)


def payer_reads(party: str, line: Line) -> bool:
    """Returns whether one party's own cash, VAT included, holds the line: the reading of its financial case."""
    own = Account("payer", lambda payer, _: payer.id == party, cash_only=True, reads_vat=True)
    return line.cash and reads(own, party.__eq__, line)


def is_shared_out(line: Line) -> bool:
    """Returns whether *who pays and who gains* holds the line: every counted line, and what society reads beside.

    VAT and transfers are held on both sides, so that the parties' nets add up to society's npv.
    """
    society = ACCOUNTS[-1]
    return line.counted or (line.basis != "transfer" and reads(society, lambda _: True, line))
