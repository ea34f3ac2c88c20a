"""What a sign-in has changed about a person's teams, said on every page until they have read it."""

from __future__ import annotations

from make_the_case.views.shell import draft_keeper, session
from make_the_case.views.shell.action import action
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import notice
from make_the_case.words.team_words import news_words

NEWS = "signed:news"


def arrive(keeper: draft_keeper.Keeper) -> None:
    """Asks once for each window what there is to tell the person who is here."""
    if keeper.person is None or session.is_held(NEWS):
        return
    try:
        session.keep(NEWS, keeper.store().news())
    except keeper.failed:  # asked again with the next action; what failed is said where it matters
        return


def show(keeper: draft_keeper.Keeper) -> None:
    """Says it, and lets it be put away."""
    news = session.value_of(NEWS)
    if news is None:
        return
    sentences = news_words(news.joined, news.left, news.without_owner, news.fault)
    say(notice(" ".join(sentences), aloud="status"))
    action("Close this note about your teams", "signed:news:close", _close, keeper, type="secondary")


def _close(keeper: draft_keeper.Keeper) -> None:
    session.keep(NEWS, None)
    try:
        keeper.store().news_read()
    except keeper.failed:  # it is said again in the next window
        return
