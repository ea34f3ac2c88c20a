"""The app: opens a finished case and shows what it comes to, from the same results as the command line."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import streamlit as st

from valuation import CaseError, MakeTheCaseError, appraise, compile_case, load_library, parse_case, result_of
from valuation.templates import new_case_text, templates
from views import results
from words import summary
from words.summary_tables import TABLES

# Comments, not texts: Streamlit prints a text that stands alone in this file.
NOT_FOR_READING = frozenset({"worked_example"})  # it teaches the method rather than making a case
OPENED_FIRST = "northshire_peer_support.yaml"
FIRST_TEMPLATE = "peer_support_ltc"


@st.cache_data(max_entries=20, show_spinner=False)
def opened(name: str, text: str) -> dict[str, Any]:
    """Returns everything that the page shows of a case, or its problems, from the file's text alone."""
    try:
        case = parse_case(text, name)
        model = compile_case(case)
        result = result_of(appraise(model))
    except CaseError as error:
        return {"title": name, "problems": [problem.sentence() for problem in error.problems]}
    except MakeTheCaseError as error:
        return {"title": name, "problems": [str(error)]}
    preferred = case.shape.preferred or next(iter(result["options"]))
    return {
        "title": result["title"] or name,
        "place": ", ".join(text for text in (case.shape.place, case.shape.organisation) if text),
        "facts": summary.facts(result, case),
        "evidence": summary.evidence_sentences(model.assumptions, case),
        "options": [
            {
                "name": result["options"][option]["name"] or option,
                "notices": summary.notices(case),
                "verdict": result["options"][option]["verdict"]["sentence"],
                "five_lines": summary.five_lines(result, option),
                "basis": [
                    summary.basis(result),
                    summary.optimism_sentence(result, option, case),
                    summary.NO_RANGES_YET,
                ],
                "tables": [make(result, option) for make in TABLES],
                "health": [
                    *summary.health_sentences(result, option),
                    summary.beyond_sentence(result, option),
                ],
            }
            for option in sorted(result["options"], key=lambda ident: ident != preferred)
        ],
    }


@st.cache_data(show_spinner=False)
def file_to_start_from(template: str) -> str | None:
    """Returns a new case file made from a template, or None where the library has no such template."""
    library = load_library()
    chosen = [found for found in templates(library) if found.id == template]
    return new_case_text(chosen, library, f"{template}.yaml") if chosen else None


def finished_cases(folder: Traversable) -> dict[str, str]:
    """Returns the text of each finished case in a folder, by its file's name."""
    names = [item.name for item in folder.iterdir() if item.name.endswith(".yaml")]
    wanted = [name for name in names if name.removesuffix(".yaml") not in NOT_FOR_READING]
    wanted.sort(key=lambda name: (name != OPENED_FIRST, name))
    return {name: folder.joinpath(name).read_bytes().decode(errors="replace") for name in wanted}


def show(page: dict[str, Any]) -> None:
    """Shows one opened case: of each option the verdict, five lines and evidence before any table."""
    if "problems" in page:
        results.show_problems(page["title"], page["problems"])
        return
    results.show_heading(page["title"], page["place"])
    for option in page["options"]:
        results.show_option(
            option["name"],
            option["notices"],
            option["verdict"],
            option["five_lines"],
            option["basis"],
            page["evidence"],
        )
        results.show_tables(option["tables"])
        results.show_sentences("Health and wellbeing", option["health"])
    results.show_facts("How this was worked out", page["facts"])
    results.show_foot(summary.PRODUCED_WITH)


def main(folder: Traversable | None = None) -> None:
    """Draws the page."""
    st.set_page_config(page_title="Make the Case", layout="centered")
    results.show_style()
    texts = finished_cases(folder or files("cases"))
    left, right = st.columns([3, 2])
    with right:
        results.show_start_your_own(
            f"make-the-case new {FIRST_TEMPLATE}",
            f"{FIRST_TEMPLATE}.yaml",
            file_to_start_from(FIRST_TEMPLATE),
        )
    with left:
        if not texts:
            st.markdown("No finished example is installed. Start your own, or use the command line.")
            return
        pages = {name: opened(name, text) for name, text in texts.items()}
        chosen = results.choose_case({name: page["title"] for name, page in pages.items()})
    show(pages[chosen])


if __name__ == "__main__":
    main()
