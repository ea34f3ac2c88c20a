"""One thing that a critical friend says of a case: what is wrong, how much it matters, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

SEVERITIES = ("stop", "warn", "note")


@dataclass(frozen=True)
class Check:
    """One thing that a critical friend would say of a case."""

    id: str
    severity: str
    """stop | warn | note"""
    path: str
    message: str
    remedy: str
    weight: float = 0.0
    """How much it matters, in £ where that is known: the heavier first."""
    named: tuple[str, ...] = ()
    """The paths that the message names, each as it stands within its option; for the program, and in no file."""
    missing: tuple[str, ...] = ()
    """The costs that are left out, by the ids of `known_by_name.OMISSIONS`; for the program, and in no file."""

    def as_dict(self) -> dict[str, str]:
        """Returns the check with the keys of `check --json`."""
        return {key: getattr(self, key) for key in ("id", "severity", "path", "message", "remedy")}
