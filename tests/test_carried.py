"""A simulation and an analysis that come from another process say what those made here say."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from finished_cases import case_at

from make_the_case.views.shell.page_tasks import net_values_of
from valuation import appraise, compile_case, load_library
from valuation.answers.saving import packed
from valuation.sensitivity.analysis import analysed
from valuation.sensitivity.carried import LAST, Asked, carried, carried_analysis
from valuation.sensitivity.causes import expectation
from valuation.sensitivity.monte_carlo import fan, simulate
from valuation.sensitivity.sensitivity_answer import monte_carlo_of

NORTHSHIRE = Path(__file__).resolve().parents[1] / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"
OPTION = "peer_courses"


@pytest.fixture(scope="module")
def asked() -> Asked:
    return Asked(packed(case_at(NORTHSHIRE)), None, 1000)


def test_a_simulation_that_has_travelled_says_the_same(asked: Asked) -> None:
    model = compile_case(case_at(NORTHSHIRE))
    here = simulate(model, 1000)
    sent = pickle.dumps(carried(LAST.simulation(asked, load_library(), None)))
    there = pickle.loads(sent).joined(appraise(model))
    assert monte_carlo_of(there, OPTION) == monte_carlo_of(here, OPTION)
    assert expectation(there, OPTION) == expectation(here, OPTION)
    assert there.has_nothing_uncertain is here.has_nothing_uncertain is False


def test_it_travels_without_the_years_of_each_draw_and_without_the_draws_of_the_assumptions(
    asked: Asked,
) -> None:
    found = LAST.simulation(asked, load_library(), None)
    whole = simulate(compile_case(case_at(NORTHSHIRE)), 1000)
    years = sum(account.yearly_net.nbytes for account in whole[OPTION].accounts.values())
    assert len(pickle.dumps(carried(found))) < years + whole.values.nbytes
    assert fan(found[OPTION].accounts["commissioner"]) == fan(whole[OPTION].accounts["commissioner"])


def test_an_analysis_that_has_travelled_says_the_same(asked: Asked) -> None:
    case = case_at(NORTHSHIRE)
    here = analysed(case, 1000)
    found = LAST.analysis(asked, load_library(), None)
    sent = pickle.loads(pickle.dumps((carried(found.simulation), carried_analysis(found), found.information)))
    there = sent[1].joined(sent[0].joined(appraise(compile_case(case))))
    assert there.swings == here.swings and there.switches == here.switches
    assert there.expectations == here.expectations and there.evidence == here.evidence
    assert sent[2] == here.information


def test_net_values_worked_out_in_another_process_are_those_of_the_whole_simulation(asked: Asked) -> None:
    """A large case has no more worked out beside its questions, and its results have the rest: both say the same of one draw."""
    found = pickle.loads(pickle.dumps(net_values_of(asked)))
    whole = LAST.simulation(asked, load_library(), None)
    assert {*found} == {*whole.options}
    for option, npv in found.items():
        assert npv == pytest.approx(whole[option].accounts["society"].npv, rel=1e-12)


def test_a_set_has_a_simulation_of_its_own(asked: Asked) -> None:
    base = LAST.simulation(asked, load_library(), None)
    half = LAST.simulation(Asked(asked.pack, "half_the_gain", 1000), load_library(), None)
    account = "society"
    assert half[OPTION].accounts[account].npv.mean() < base[OPTION].accounts[account].npv.mean()
