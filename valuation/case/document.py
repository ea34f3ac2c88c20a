"""The document of a case as it is edited: what changes is copied, and all else is the very part that it was.

So the case of fifty steps ago costs no more than what has changed since, and an edit is in proportion to what it touches.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence

from ruamel.yaml.comments import Comment, CommentedMap, CommentedSeq

from valuation.case.file import plain
from valuation.case.places import entry_name
from valuation.case.validity.case_as_written import listed, mapping
from valuation.case.written.plain_values import Branch, PlainMapping


class Document:
    """A document that may be written to; what it was made of stays as it is, its comments too."""

    def __init__(self, root: PlainMapping):
        self._own: dict[int, Branch] = {}
        self.root = mapping(self._owned(root))

    def child(self, branch: Branch, key: str | int) -> Branch:
        """Returns the mapping or list at a key of one that may be written to, to be written to as well."""
        held = branch[int(key)] if isinstance(branch, list) else branch[str(key)]
        if not isinstance(held, dict | list):
            raise TypeError(f"{key} is neither a mapping nor a list")
        if id(held) in self._own:
            return held
        owned = self._owned(held)
        if isinstance(branch, list):
            branch[int(key)] = owned
        else:
            branch[str(key)] = owned
        return owned

    def mapping_in(self, branch: Branch, key: str | int) -> PlainMapping:
        """Returns the mapping at a key of a mapping or list that may be written to, to be written to as well."""
        return mapping(self.child(branch, key))

    def list_in(self, branch: Branch, key: str | int) -> list[object]:
        """Returns the list at a key of a mapping or list that may be written to, to be written to as well."""
        return listed(self.child(branch, key))

    def _owned(self, branch: Branch) -> Branch:
        copied = _copied(branch)
        self._own[id(copied)] = copied
        return copied

    def lay_over(self, old: PlainMapping, new: Mapping[str, object]) -> None:
        """Makes a mapping that may be written to say what the new one says, in place, so that its look and comments stay."""
        for key in [key for key in old if key not in new]:
            del old[key]
        for key, item in new.items():
            if isinstance(item, dict) and isinstance(old.get(key), dict):
                self.lay_over(self.mapping_in(old, key), item)
            elif (entries := _entries(item)) and _entries(old.get(key)):
                self._lay_entries_over(self.list_in(old, key), entries)
            elif key not in old or plain(old[key]) != item:
                old[key] = as_document(item)

    def _lay_entries_over(self, old: list[object], new: Sequence[PlainMapping]) -> None:
        """Makes a list say what the new one says; an entry that is still there, by its name, stays where its comments are."""
        names = [entry_name(item, k) for k, item in enumerate(new)]
        for k in reversed(range(len(old))):
            if entry_name(old[k], k) not in names:
                del old[k]
        for k, item in enumerate(new):
            if k < len(old) and entry_name(old[k], k) == names[k]:
                self.lay_over(self.mapping_in(old, k), item)
            else:
                old.insert(k, as_document(item))
        del old[len(new) :]


def _copied(branch: Branch) -> Branch:
    """Returns a mapping or list with a life of its own, and with what it holds as it is."""
    copied: CommentedMap | CommentedSeq
    if isinstance(branch, CommentedMap):
        copied = CommentedMap(branch.items())
    elif isinstance(branch, CommentedSeq):
        copied = CommentedSeq(branch)
    else:
        return copy.copy(branch)
    branch.copy_attributes(copied)
    if hasattr(branch, Comment.attrib):  # which moves with the entries of a list, and so is one's own
        comments = copy.copy(branch.ca)
        comments._items = dict(branch.ca._items)
        setattr(copied, Comment.attrib, comments)
    return copied


def _entries(value: object) -> list[PlainMapping]:
    """Returns the entries of a list that holds nothing but mappings; none of any other value."""
    items = listed(value)
    entries = [item for item in items if isinstance(item, dict)]
    return entries if len(entries) == len(items) else []


def laid_over(document: PlainMapping, data: Mapping[str, object]) -> PlainMapping:
    """Returns plain data as a document that looks like a file's, its comments with it where what they stand at is still there."""
    made = Document(document)
    made.lay_over(made.root, data)
    return made.root if plain(made.root) == data else mapping(as_document(data))


def as_document(value: object) -> object:
    """Returns plain data as YAML that is written as a person would: a number and what is said of it on one line."""
    if isinstance(value, dict):
        block = CommentedMap((key, as_document(item)) for key, item in value.items())
        if "value" in block or "use" in block:
            block.fa.set_flow_style()
        return block
    if isinstance(value, list):
        items = CommentedSeq(as_document(item) for item in value)
        if not any(isinstance(item, dict) for item in value):
            items.fa.set_flow_style()
        return items
    return value


def plain_beside(node: object, was: object, data: object) -> object:
    """Returns a changed document as plain data, of which each part that did not change is the very part of the data before.

    `was` is the document before, and `data` what it says.
    """
    if node is was:
        return data
    if isinstance(node, dict) and isinstance(was, dict):
        before = mapping(data)
        return {
            str(key): plain_beside(item, was.get(key), before.get(str(key))) for key, item in node.items()
        }
    if isinstance(node, list) and isinstance(was, list):
        items_before = listed(data)
        same = {id(item): place for place, item in enumerate(was)}
        named = {entry_name(item, place): place for place, item in enumerate(was)}
        items = []
        for k, item in enumerate(node):
            place = same.get(id(item), named.get(entry_name(item, k)))
            items.append(
                plain(item) if place is None else plain_beside(item, was[place], items_before[place])
            )
        return items
    return plain(node)
