"""What is said of the posts: how many people they can see, whether that is enough, and where the pay comes from."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.authoring.staffing import (
    NEARLY_ALL,
    PostByStarts,
    people_seen,
    posts_needed,
    posts_of,
)
from make_the_case.words.blocks import Bold, Text
from make_the_case.words.phrases import financial_year, listed, plain_number, quantity
from valuation import Answer, Case


def posts_sentences(case: Case, option: str, answer: Answer) -> Text:
    """Returns how many people the posts can see in a year as a sum that multiplies out, and how many start in all."""
    saying = [post for post in posts_of(case, option) if post.people_each]
    if not saying:
        return (
            "Say how many new people one post can see in a year, and the page works out how many can start."
        )
    sums = " + ".join(
        f"{plain_number(post.posts)} × {plain_number(post.people_each or 0)}" for post in saying
    )
    starts = answer.options[option].starts
    parts: list[str | Bold] = [Bold(f"{sums} = {_people(people_seen(case, option) or 0.0)} a year.")]
    if sum(starts):
        first, total = starts[0], sum(starts)
        if round(first) != round(max(starts)):
            parts.append(f" In {financial_year(answer.years[0])} it is {_people(first)}.")
        parts += [" In all ", Bold(f"{_people(total)} {'starts' if round(total) == 1 else 'start'}"), "."]
    return tuple(parts)


def capacity_sentence(case: Case, option: str, answer: Answer) -> str:
    """Returns whether the posts can see everyone who starts in the busiest year, and what it would take."""
    seen = people_seen(case, option)
    starts = answer.options[option].starts
    most = max(starts, default=0.0)
    if seen is None:
        return ""
    if seen == 0:
        return "With no posts, there is no one to see them."
    busiest = financial_year(answer.years[starts.index(most)])
    needed = posts_needed(case, option, most)
    if needed is not None:
        post, posts = needed
        return (
            f"{_people(most, 'start', 'starts')} in {busiest}, and the posts can see {quantity(seen)}. "
            f"To see them all would take {plain_number(round(posts, 1))} posts of “{post.role}” in place of {plain_number(post.posts)}."
        )
    if most >= seen * NEARLY_ALL:
        return ""
    return f"The posts could see {quantity(seen - most)} more in the busiest year, {busiest}."


def _people(number: float, many: str = "", one: str = "") -> str:
    is_one = round(number) == 1
    return (
        f"{plain_number(round(number))} {'person' if is_one else 'people'} {one if is_one else many}".strip()
    )


def by_starts_sentence(posts: Sequence[PostByStarts]) -> str:
    """Returns which posts follow from how many people start, and so are not typed; nothing where none do."""
    if not posts:
        return ""
    each = listed(f"{post.role} (one for every {quantity(post.starts_each)})" for post in posts)
    return f"Posts worked out from how many people start: {each}."
