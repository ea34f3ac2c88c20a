"""The document of a case as it is edited: what changes is copied, and all else is the very part that it was.

So the case of fifty steps ago costs no more than what has changed since, and an edit is in proportion to what it touches.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml.comments import Comment, CommentedMap, CommentedSeq

from valuation.case.file import plain
from valuation.case.places import entry_name


class Document:
    """A document that may be written to; what it was made of stays as it is, its comments too."""

    def __init__(self, root: Any):
        self._own: dict[int, Any] = {}
        self.root: Any = self._owned(root)

    def child(self, node: Any, key: Any) -> Any:
        """Returns the mapping or list at a key of one that may be written to, to be written to as well."""
        found = node[key]
        if isinstance(found, dict | list) and id(found) not in self._own:
            node[key] = found = self._owned(found)
        return found

    def _owned(self, node: Any) -> Any:
        found = _copied(node)
        self._own[id(found)] = found
        return found

    def lay_over(self, old: Any, new: Mapping[str, Any]) -> None:
        """Makes a mapping that may be written to say what the new one says, in place, so that its look and comments stay."""
        for key in [key for key in old if key not in new]:
            del old[key]
        for key, item in new.items():
            if isinstance(item, dict) and isinstance(old.get(key), dict):
                self.lay_over(self.child(old, key), item)
            elif _has_entries(item) and _has_entries(old.get(key)):
                self._lay_entries_over(self.child(old, key), item)
            elif key not in old or plain(old[key]) != item:
                old[key] = as_document(item)

    def _lay_entries_over(self, old: Any, new: Sequence[Mapping[str, Any]]) -> None:
        """Makes a list say what the new one says; an entry that is still there, by its name, stays where its comments are."""
        names = [entry_name(item, k) for k, item in enumerate(new)]
        for k in reversed(range(len(old))):
            if entry_name(old[k], k) not in names:
                del old[k]
        for k, item in enumerate(new):
            if k < len(old) and entry_name(old[k], k) == names[k]:
                self.lay_over(self.child(old, k), item)
            else:
                old.insert(k, as_document(item))
        del old[len(new) :]


def _copied(node: Any) -> Any:
    """Returns a mapping or list with a life of its own, and with what it holds as it is."""
    if not isinstance(node, CommentedMap | CommentedSeq):
        return copy.copy(node)
    found = CommentedMap(node.items()) if isinstance(node, CommentedMap) else CommentedSeq(node)
    node.copy_attributes(found)
    if hasattr(node, Comment.attrib):  # which moves with the entries of a list, and so is one's own
        comments = copy.copy(node.ca)
        comments._items = dict(node.ca._items)
        setattr(found, Comment.attrib, comments)
    return found


def _has_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def laid_over(document: Any, data: Mapping[str, Any]) -> Any:
    """Returns plain data as a document that looks like a file's, its comments with it where what they stand at is still there."""
    made = Document(document)
    made.lay_over(made.root, data)
    return made.root if plain(made.root) == data else as_document(data)


def as_document(value: Any) -> Any:
    """Returns plain data as YAML that is written as a person would: a number and what is said of it on one line."""
    if isinstance(value, dict):
        found = CommentedMap((key, as_document(item)) for key, item in value.items())
        if "value" in found or "use" in found:
            found.fa.set_flow_style()
        return found
    if isinstance(value, list):
        items = CommentedSeq(as_document(item) for item in value)
        if not any(isinstance(item, dict) for item in value):
            items.fa.set_flow_style()
        return items
    return value


def plain_beside(node: Any, was: Any, data: Any) -> Any:
    """Returns a changed document as plain data, of which each part that did not change is the very part of the data before.

    `was` is the document before, and `data` what it says.
    """
    if node is was:
        return data
    if isinstance(node, dict) and isinstance(was, dict):
        return {str(key): plain_beside(item, was.get(key), data.get(str(key))) for key, item in node.items()}
    if isinstance(node, list) and isinstance(was, list):
        same = {id(item): place for place, item in enumerate(was)}
        named = {entry_name(item, place): place for place, item in enumerate(was)}
        found = []
        for k, item in enumerate(node):
            place = same.get(id(item), named.get(entry_name(item, k)))
            found.append(plain(item) if place is None else plain_beside(item, was[place], data[place]))
        return found
    return plain(node)
