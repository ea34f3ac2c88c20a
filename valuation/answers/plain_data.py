"""Typed things → what JSON holds: mappings, lists, text and numbers."""

from __future__ import annotations

from dataclasses import fields, is_dataclass


def as_plain(value: object) -> object:
    """Returns a value as JSON holds it, by a type's own `as_dict` where it has one.

    >>> as_plain({"a": (1.5, 2.5)})
    {'a': [1.5, 2.5]}
    """
    if hasattr(value, "as_dict"):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        return fields_of(value)
    if isinstance(value, dict):
        return {key: as_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        is_flat = not value or isinstance(value[0], float | int | str)
        return list(value) if is_flat else [as_plain(each) for each in value]
    return value


def fields_of(value: object) -> dict[str, object]:
    """Returns the fields of a dataclass by name, each as JSON holds it."""
    assert is_dataclass(value)
    return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
