"""Elements of HTML: the one place that writes tags and escapes what stands between them."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from functools import cache


class Markup(str):
    """HTML that `element` has made, and so is safe to send."""

    def _repr_html_(self) -> str:
        """Returns itself: whoever shows it need not look for what it is, which for the style sheet of a page takes longer than to send it."""
        return self


WITHOUT_CONTENT = frozenset({"hr", "br", "img", "meta"})


def element(tag: str, /, *content: str, **attributes: str | None) -> Markup:
    """Returns an element of HTML: what is no markup is escaped, in the content and in the attributes.

    A name that Python keeps for itself ends with _, and _ within one stands for a hyphen; an attribute that is None is
    left out.

    >>> element("p", "Gains < costs ", element("b", "& more"), class_="small", aria_label='"so"')
    '<p class="small" aria-label="&quot;so&quot;">Gains &lt; costs <b>&amp; more</b></p>'
    """
    return maker(tag, **attributes)(*content)


def escaped(words: str) -> Markup:
    """Returns words as they stand between tags."""
    return Markup(html.escape(words))


def escaped_in_a_chart(words: str) -> str:
    """Returns words as a chart prints them, which keeps quotation marks as they are."""
    return html.escape(words, quote=False)


def maker(tag: str, /, **attributes: str | None) -> Callable[..., Markup]:
    """Returns what makes elements that are alike but for their content, as the cells of a column: attributes are escaped once."""
    opening = tag
    for key, value in attributes.items():
        if value is not None:
            opening += f' {_attribute(key)}="{_quoted(value)}"'
    closing = "" if tag in WITHOUT_CONTENT else f"</{tag}>"
    return lambda *content: Markup(f"<{opening}>{joined(content)}{closing}")


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _quoted(value: str) -> str:
    """Returns a value as it stands between double quotes."""
    return html.escape(value, quote=False).replace('"', "&quot;")


def joined(content: Iterable[str], between: str = "") -> Markup:
    """Returns pieces one after another, each escaped that is no markup."""
    return Markup(between.join([part if type(part) is Markup else html.escape(part) for part in content]))


def style_sheet(css: str) -> Markup:
    """Returns a style sheet of our own, which is not escaped."""
    if "<" in css:
        raise ValueError("a style sheet holds no tag")
    return Markup(f"<style>{css}</style>")


def whole_page(head: Markup, body: Markup) -> str:
    """Returns a page of HTML from what its head and its body hold."""
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )
