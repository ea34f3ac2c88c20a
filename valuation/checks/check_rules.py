"""The rules of the critical friend, in the order of model.md, section 8; each yields nothing for a case that passes."""

from __future__ import annotations

from valuation.checks.rules_on_benefits import (
    benefit_beyond_horizon,
    cash_without_owner,
    cashable_without_release,
    large_benefit_without_owner,
    tax_or_benefit_as_value,
    weights_on_health,
)
from valuation.checks.rules_on_costs import (
    benefits_before_service,
    costs_left_out,
    dearer_than_published,
    mixed_price_years,
    old_unit_costs,
)
from valuation.checks.rules_on_double_counting import (
    benchmark_in_company,
    caseload_claimed_twice,
    growth_at_health_rate,
    journey_counted_apart,
    use_counted_twice,
    value_counted_twice,
)
from valuation.checks.rules_on_effects import (
    full_from_the_first_year,
    larger_than_best_study,
    more_avoided_than_exists,
    more_starts_than_eligible,
    net_effect_adjusted_again,
    never_fades,
    no_harm_considered,
    outlasts_its_study,
)
from valuation.checks.rules_on_evidence import (
    library_changed_without_reason,
    moved_since_the_workshop,
    rests_on_what_is_not_published,
    still_a_placeholder,
    ungraded_numbers,
)
from valuation.checks.rules_on_findings import (
    cash_not_proven,
    enjoyed_time_left_out,
    findings_set_aside,
    one_study_under_two_names,
    outside_its_measure,
)
from valuation.checks.rules_on_the_answer import (
    bcr_too_good,
    nice_disagrees,
    one_number_turns_it,
    verdict_rests_outside_society,
)
from valuation.checks.subject import Rule

RULES: tuple[Rule, ...] = (
    value_counted_twice,
    caseload_claimed_twice,
    benchmark_in_company,
    net_effect_adjusted_again,
    cashable_without_release,
    cash_not_proven,
    cash_without_owner,
    one_study_under_two_names,
    outside_its_measure,
    more_avoided_than_exists,
    more_starts_than_eligible,
    larger_than_best_study,
    journey_counted_apart,
    use_counted_twice,
    outlasts_its_study,
    never_fades,
    benefit_beyond_horizon,
    growth_at_health_rate,
    tax_or_benefit_as_value,
    weights_on_health,
    costs_left_out,
    dearer_than_published,
    ungraded_numbers,
    library_changed_without_reason,
    moved_since_the_workshop,
    still_a_placeholder,
    bcr_too_good,
    one_number_turns_it,
    verdict_rests_outside_society,
    nice_disagrees,
    benefits_before_service,
    full_from_the_first_year,
    no_harm_considered,
    large_benefit_without_owner,
    old_unit_costs,
    mixed_price_years,
    rests_on_what_is_not_published,
    findings_set_aside,
    enjoyed_time_left_out,
)
"""Every rule, each with the id of its checks as its name."""
