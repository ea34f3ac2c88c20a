"""A line of the ledger: one part of one cost or value, for one party, that every reader counts whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Line:
    """What a line is; its amounts by draw and year are in the ledger."""

    option: int
    path: str
    side: str
    """cost | benefit"""
    kind: str
    """cost | vat | optimism | transfer | fiscal | economic | health | wellbeing"""
    party: str
    cash: bool = True
    benefit_class: str | None = None
    """cash_releasing | capacity | wider; none for costs and transfers"""
    counted: bool = True
    counterparty: str | None = None
    """The other side of a transfer."""
    discount: str = "standard"
    category: str | None = None
    is_once: bool = False
    is_vat: bool = False
    """VAT, or the optimism bias on it."""
    adjusts: str | None = None
    """The kind of the line that optimism bias is added to or taken off."""
    rival: tuple[str, tuple[str, ...], tuple[str, ...]] | None = None
    """Kind, to and from of the counted value of its overlap group, where this line is not the counted one."""

    def as_optimism(self) -> Line:
        """Returns the line of optimism bias that adjusts this one."""
        return replace(self, kind="optimism", adjusts=self.kind)

    @property
    def basis(self) -> str:
        """Returns the kind of value or cost that the line belongs to, optimism bias with what it adjusts."""
        return self.adjusts or self.kind
