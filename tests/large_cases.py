"""Cases as large as is wanted, up to the largest that is allowed."""

from __future__ import annotations

DRIVERS = ("once", "year", "start", "completer", "participant_year")
LARGEST = {"options": 20, "costs": 25, "outcomes": 50, "years": 60}
"""20 options, and 1,500 costs and values of outcomes together."""
HEAD = """format: make-the-case/1
title: A large case
commissioner: nhs_icb
appraisal: {{first_year: 2026-27, years: {years}, price_year: 2026-27, discounting: green_book}}
assumptions:
  lasts: {{value: 1.5, range: [0.5, 3], grade: 3}}
  drop_off: {{value: 0.2, range: [0.1, 0.3], grade: 3}}
  deadweight: {{value: 0.1, range: [0.05, 0.2], grade: 3}}
  cashable: {{value: 0.5, grade: 1}}
  half: {{value: 0.5, grade: 1}}
options:
"""
OPTION = """- id: option_{o}
  name: Option {o}
  people: {{eligible: {{value: {eligible}, grade: 1}}, pool: each_year, uptake: {{value: 0.2, range: [0.1, 0.3], grade: 2}},
    completion: {{value: 0.7, range: [0.5, 0.9], grade: 2}}, ramp: [{{use: half}}, {{value: 1, grade: 1}}]}}
"""
COST = "  - {{id: cost_{k}, name: Cost {k}, per: {per}, unit_cost: {{value: {value}, range: [{low}, {high}], grade: 3}}, payer: nhs_icb}}\n"
OUTCOME = """  - {{id: outcome_{k}, name: Outcome {k}, adds: {{value: {effect:.3f}, range: [{low:.3f}, {high:.3f}], grade: 2}}, applies_to: completers,
     lasts: {{use: lasts}}, drop_off: {{use: drop_off}}, deadweight: {{use: deadweight}}, values: [{{kind: fiscal, to: acute_trust,
     cashable: {{use: cashable}}, release: {{action: close}}, unit_value: {{value: {value}, range: [{less}, {more}], grade: 2}}}}]}}
"""


def large_case(options: int, costs: int, outcomes: int, years: int) -> str:
    """Returns the text of a case with so many options, and so many costs and outcomes in each."""
    text = HEAD.format(years=years)
    for o in range(options):
        text += OPTION.format(o=o, eligible=1000 * (o + 1)) + "  costs:\n"
        for k in range(costs):
            per, value = DRIVERS[k % len(DRIVERS)], 100 + k
            text += COST.format(k=k, per=per, value=value, low=value // 2, high=2 * value)
        text += "  outcomes:\n" if outcomes else ""
        for k in range(outcomes):
            effect = 0.05 + 0.01 * (k % 50)
            text += OUTCOME.format(
                k=k, effect=effect, low=effect / 2, high=effect * 1.5, value=80 + k, less=60 + k, more=100 + k
            )
    return text
