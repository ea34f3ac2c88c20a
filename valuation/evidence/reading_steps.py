"""What becomes of a figure on its way from what was measured to what is believed of it: each step, and what it takes off."""

from __future__ import annotations

from dataclasses import dataclass

from valuation.evidence.findings import Design, Finding, Scale
from valuation.evidence.readings import claimed_value, is_claim, marked_down, read


@dataclass(frozen=True)
class ReadingSteps:
    """A finding step by step, for each person and with good positive: measured − anyway − taken_off = believed."""

    measured: float
    anyway: float
    """What would have changed without any service; never beyond what was measured."""
    taken_off: float
    """What its design takes off of the rest."""
    believed: float
    share: float
    """The share of the rest that its design leaves."""
    design: Design
    """What it is read as."""


def steps_of(finding: Finding, scale: Scale) -> ReadingSteps | None:
    """Returns how a finding is read step by step; None of a claim, which is not read.

    measured = x for each person; anyway = measured − (x without drift); taken_off = (1 − d) · the rest; believed = d · the
    rest. Source: evidence.md, section 2, steps 1 to 4.

    >>> from valuation.evidence.findings import MarkDown
    >>> scale = Scale("points", tau=0.3, spread=0.4, sd=1.9, mean=7.5, retest=0.5, mark_downs={"before_after": MarkDown(0.5, 0.5)})
    >>> steps = steps_of(Finding("ours", "Ours", "before_after", 2.0, n=100, baseline=5.5), scale)
    >>> steps.measured, steps.anyway, steps.taken_off, steps.believed
    (2.0, 1.0, 0.5, 0.5)
    """
    if is_claim(finding, scale):
        return None
    reading, measured = read(finding, scale), claimed_value(finding, scale)
    believed, _ = marked_down(reading.value, reading.se, reading.mark_down, scale)
    return ReadingSteps(
        measured=measured,
        anyway=measured - reading.value,
        taken_off=reading.value - believed,
        believed=believed,
        share=reading.mark_down.share,
        design=reading.design,
    )
