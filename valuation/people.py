"""People: who starts and completes, by segment and year, and how long an effect stays with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Columns = NDArray[np.intp]


@dataclass(frozen=True)
class PilotStarts:
    """How few people start while an option is tried, before it is gone on with."""

    years: int
    go_year: int
    """The year in which it is gone on; nobody starts between the pilot's years and this."""
    most_a_year: float


@dataclass(frozen=True)
class PeopleTable:
    """An option's people as columns of the numbers: which column holds each quantity of section 3."""

    form: str
    """standing | each_year | planned | nobody"""
    delivery_years: int
    eligible: int
    uptake: int
    completion: int
    ramp: Columns
    planned: Columns
    capacity: Columns | None
    share: Columns
    uptake_multiplier: Columns
    effect_multiplier: Columns
    uptake_factors: Columns
    completion_factors: Columns
    ramp_factors: Columns
    pilot: PilotStarts | None = None
    known_starts: Columns | None = None
    """Columns of who is known to have started by year, NaN in a year that is forecast."""
    known_completers: Columns | None = None


def starts(people: PeopleTable, numbers: Array, years: int) -> Array:
    """Returns the people who start, shape (draws, segments, years).

    With E eligible, u uptake, r(y) ramp, segment shares σ and uptake multipliers m:
    u_s = min(1, u · m / Σσm);
    each_year: wanted(y) = E · σ · u_s · r(y);
    standing:  wanted(y) = max(0, E · σ · u_s · r(y) − starts so far in s);
    planned:   wanted(y) = planned(y) · σm / Σσm.
    No one starts from delivery_years on. Where all segments together want more than capacity(y), each is
    scaled down by the same factor. In a pilot at most `most_a_year` start, and none after its years until it is gone on;
    a standing pool then begins anew, less those who started in the pilot. Where it is known how many started in a year, that
    number stands, whatever was wanted, and later years go on from it. Source: model.md, section 3; docs/method.md, *A pilot* and
    *What happened*.
    """
    share = numbers[:, people.share]
    share = share / share.sum(axis=1, keepdims=True)
    multiplier = numbers[:, people.uptake_multiplier]
    average = (share * multiplier).sum(axis=1, keepdims=True)
    if people.form == "nobody":
        return np.zeros((len(numbers), share.shape[1], years))
    if people.form == "planned":
        wanted = (share * multiplier / average)[:, :, None] * numbers[:, people.planned][:, None, :years]
    else:
        uptake = np.minimum(1, numbers[:, people.uptake] * numbers[:, people.uptake_factors].prod(axis=1))
        uptake_by_segment = np.minimum(1, uptake[:, None] * multiplier / average)
        ramp = np.minimum(1, numbers[:, people.ramp] * numbers[:, people.ramp_factors].prod(axis=1)[:, None])
        reached = numbers[:, people.eligible, None] * share * uptake_by_segment
        wanted = reached[:, :, None] * ramp[:, None, :years]
    wanted[:, :, people.delivery_years :] = 0
    if people.pilot is not None:
        wanted[:, :, people.pilot.years : people.pilot.go_year] = 0
    elif people.form != "standing" and people.capacity is None and people.known_starts is None:
        return wanted
    begun_anew = None
    if people.pilot is not None and people.form == "standing":
        begun_anew = ramp[:, None, :]
    by_uptake = np.broadcast_to((share * multiplier / average)[:, :, None], wanted.shape)
    return _within_capacity(people, numbers, wanted, by_uptake, begun_anew)


def _within_capacity(
    people: PeopleTable, numbers: Array, wanted: Array, by_uptake: Array, begun_anew: Array | None = None
) -> Array:
    """Returns the starts of a pool that remembers who has started, or that is limited or known, year by year.

    Those who are known to have started are of each segment as those wanted are, or `by_uptake` where none is. `begun_anew` is the ramp of a standing pool that is gone on with after a pilot: it is built up again, in those who are left.
    """
    starting = np.zeros_like(wanted)
    so_far = np.zeros(wanted.shape[:2])
    pilot, in_pilot = people.pilot, so_far
    known = None if people.known_starts is None else numbers[:, people.known_starts]
    last = people.delivery_years if known is None else wanted.shape[2]
    for year in range(min(wanted.shape[2], last)):
        now = wanted[:, :, year]
        if begun_anew is not None and pilot is not None and year >= pilot.go_year:
            if year == pilot.go_year:
                in_pilot, so_far = so_far, np.zeros_like(so_far)
            now = now - in_pilot * begun_anew[:, :, year]
        if people.form == "standing":
            now = np.maximum(0, now - so_far)
        is_tried = pilot is not None and year < pilot.years
        if people.capacity is not None or is_tried:
            total = now.sum(axis=1)
            limit = (
                np.full(len(numbers), np.inf)
                if people.capacity is None
                else numbers[:, people.capacity[year]]
            )
            if is_tried and pilot is not None:
                limit = np.minimum(limit, pilot.most_a_year)
            now = now * np.where(total > limit, limit / np.where(total > 0, total, 1), 1)[:, None]
        if known is not None:
            now = _as_known(now, known[:, year], by_uptake[:, :, year])
        starting[:, :, year] = now
        so_far += now
    return starting


def _as_known(wanted: Array, known: Array, by_uptake: Array) -> Array:
    """Returns the starts of one year, shape (draws, segments): those that are known, in the shares of those wanted; else the wanted."""
    total = wanted.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, wanted / np.where(total > 0, total, 1), by_uptake)
    return np.where(np.isfinite(known)[:, None], np.nan_to_num(known)[:, None] * shares, wanted)


def completion(people: PeopleTable, numbers: Array) -> Array:
    """Returns the share of starters who complete, shape (draws, 1), with enablers' factors, at most 1."""
    share = numbers[:, people.completion] * numbers[:, people.completion_factors].prod(axis=1)
    return np.minimum(1, share)[:, None]


def completion_by_year(people: PeopleTable, numbers: Array, started: Array) -> Array:
    """Returns the share of starters who complete in each year, shape (draws, years), or (draws, 1) where all years have one.

    Where it is known how many of a year's starters completed: those over those who started, shape (draws, years) too.
    """
    share = completion(people, numbers)
    if people.known_completers is None:
        return share
    known = numbers[:, people.known_completers]
    is_known = np.isfinite(known) & (started > 0)
    return np.where(is_known, np.nan_to_num(known) / np.where(is_known, started, 1), share)


def persistence(
    lag: Array, lasts: Array, drop_off: Array, through_year: NDArray[np.bool_], years: int
) -> Array:
    """Returns p′(k), the person-years of effect in the k-th year from the year of starting, shape (draws, profiles, years).

    The effect of year n after the lag, weighing (1 − drop_off)ⁿ, lives on [lag + n, min(lag + n + 1, lag + lasts)].
    A year k holds the tail of one such interval, from k, and the head of the next, up to k + 1. For people who all
    start at the start of the year p(k) is the weighted length of the two. For people who start evenly through the
    year, a piece at t in year k counts in year k for those who started in the first 1 − (t − k) of the year, and in
    year k + 1 for the rest: p′(k) = Σ weight · length · (1 − centre) + the year before's Σ weight · length · centre.
    This equals the second differences G of model.md, section 5, without their cancellation. Lag, lasts: years.

    >>> persistence(*(np.array([[x]]) for x in (0.0, 2.0, 0.25)), np.array([True]), 4)[0, 0].tolist()
    [0.5, 0.875, 0.375, 0.0]
    """
    reach = np.max(lag + lasts, initial=0.0)  # no effect is left a year after the last has ended
    if np.ceil(reach) + 2 < years:
        near = persistence(lag, lasts, drop_off, through_year, int(np.ceil(reach)) + 2)
        return np.concatenate([near, np.zeros((*lag.shape, years - near.shape[-1]))], axis=-1)
    whole = np.floor(lag)[..., None]
    part = lag[..., None] - whole
    lasts, keeps = lasts[..., None], (1 - drop_off)[..., None]
    head_year = np.arange(years) - whole
    tail_year = head_year - 1
    head_end = np.minimum(1, part + np.clip(lasts - head_year, 0, 1) * (head_year >= 0))
    tail_end = np.maximum(0, part + np.clip(lasts - tail_year, 0, 1) * (tail_year >= 0) - 1)
    head = keeps ** np.maximum(head_year, 0) * (head_end - part)
    tail = keeps ** np.maximum(tail_year, 0) * tail_end
    head_centre, tail_centre = (head_end + part) / 2, tail_end / 2
    late = head * head_centre + tail * tail_centre
    through = head * (1 - head_centre) + tail * (1 - tail_centre)
    through[..., 1:] += late[..., :-1]
    return np.where(through_year[:, None], through, head + tail)


def exposure(people: Array, effect: Array) -> Array:
    """Returns Σ_{j ≤ y} people(j) · p′(y − j), shape (draws, exposures, years): person-years of effect in each year.

    `people` has shape (draws, exposures, years in which people start) and may be shorter than `effect`.
    """
    total = np.zeros_like(effect)
    starting, years = people.shape[2], effect.shape[2]
    for late in np.flatnonzero(effect.any(axis=(0, 1))):  # few years, where effects are soon over
        last = min(starting, years - late)
        total[:, :, late : late + last] += people[:, :, :last] * effect[:, :, late, None]
    return total
