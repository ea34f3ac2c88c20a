"""What is still to be written in a paper, in one list at its beginning in place of a box in each part."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.words.blocks import Block, Heading, ToWrite, paragraphs

STILL_TO_WRITE = "Still to be written"
NOT_WRITTEN = f"This part is not written yet. What it has to say is in the list “{STILL_TO_WRITE}”."


def with_blanks_in_one_list(blocks: Sequence[Block]) -> list[Block]:
    """Returns a paper in which every box to complete stands in one list, at the end of its first part, with the heading it is for.

    A section that held nothing but a box is left out; a part that held nothing else says that it is not written yet.
    """
    kept: list[Block] = []
    boxes: list[Block] = []
    part = heading = ""
    for block in blocks:
        if isinstance(block, Heading):
            part, heading = (block.text, "") if block.level == 1 else (part, block.text)
        if isinstance(block, ToWrite):
            where = ", ".join(words for words in (part, heading) if words)
            boxes.append(ToWrite(f"{where}: {block.what}"))
        else:
            kept.append(block)
    kept = _without_empty_sections(kept)
    if not boxes:
        return kept
    parts = [k for k, block in enumerate(kept) if isinstance(block, Heading) and block.level == 1]
    end = parts[1] if len(parts) > 1 else len(kept)
    return [*kept[:end], Heading(STILL_TO_WRITE, 2), *boxes, *kept[end:]]


def _without_empty_sections(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    for block in reversed(blocks):
        after = found[0] if found else None
        is_empty = isinstance(block, Heading) and (after is None or isinstance(after, Heading))
        if isinstance(block, Heading) and isinstance(after, Heading) and after.level > block.level:
            is_empty = False
        if is_empty and isinstance(block, Heading):
            if block.level == 1:
                found[:0] = [block, paragraphs(NOT_WRITTEN)]
            continue
        found.insert(0, block)
    return found
