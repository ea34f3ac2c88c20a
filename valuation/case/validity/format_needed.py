"""Which format of the case file a case needs: the keys of the second are an error in a file of the first."""

from __future__ import annotations

from collections.abc import Iterator

from valuation.case.places import OPTIONS, step
from valuation.case.shape import FORMAT, FORMAT_WITH_FINDINGS
from valuation.case.validity.case_as_written import entries, mapping
from valuation.case.written.plain_values import PlainMapping

KEYS_OF_AN_OUTCOME = ("findings", "measure", "bridge", "place")
KEYS_OF_A_COST = ("enjoyed", "people_per_post", "waits")
KEYS_OF_STOPPING = ("exit_cost", "exit_cost_covers")
WORDS_OF_THE_APPRAISAL = {"own_time": "all", "optimism_bias": "by_part", "inflation": "nhs"}
"""Words at keys of the appraisal that the first format has without them."""


def keys_of_format_2(data: PlainMapping) -> Iterator[str]:
    """Yields the place of every key or word that a file of the first format may not hold."""
    appraisal = mapping(data.get("appraisal"))
    if appraisal.get("evidence") is not None:
        yield "appraisal.evidence"
    for key, word in WORDS_OF_THE_APPRAISAL.items():
        if appraisal.get(key) == word:
            yield f"appraisal.{key}"
    if mapping(data.get("proposal")).get("budget") is not None:
        yield "proposal.budget"
    if data.get("measured"):
        yield "measured"
    if data.get("rounds"):
        yield "rounds"
    if mapping(data.get("stop_go")).get("tests"):
        yield "stop_go.tests"
    yield from (
        f"stop_go.{key}" for key in KEYS_OF_STOPPING if mapping(data.get("stop_go")).get(key) is not None
    )
    for path, option in entries(data.get(OPTIONS), OPTIONS):
        if mapping(option.get("people")).get("split_by") is not None:
            yield step(path, "people.split_by")
        if option.get("pilot") is not None:
            yield step(path, "pilot")
        yield from _of_entries(option.get("outcomes"), step(path, "outcomes"), KEYS_OF_AN_OUTCOME)
        yield from _of_entries(option.get("costs"), step(path, "costs"), KEYS_OF_A_COST)
        yield from _of_entries(option.get("replaces"), step(path, "replaces"), KEYS_OF_A_COST)
        for enabler_path, enabler in entries(option.get("enablers"), step(path, "enablers")):
            yield from _of_entries(enabler.get("costs"), step(enabler_path, "costs"), KEYS_OF_A_COST)


def _of_entries(group: object, path: str, keys: tuple[str, ...]) -> Iterator[str]:
    for entry_path, entry in entries(group, path):
        yield from (step(entry_path, key) for key in keys if entry.get(key) is not None)


def needs_format_2(data: PlainMapping) -> bool:
    """Returns whether a case says that it is of the first format, and holds what only the second may."""
    return data.get("format") == FORMAT and next(keys_of_format_2(data), None) is not None


def with_format_needed(data: PlainMapping) -> PlainMapping:
    """Returns a case in the format that its keys need: what a change brings into a file of the first makes it one of the second."""
    return {**data, "format": FORMAT_WITH_FINDINGS} if needs_format_2(data) else data
