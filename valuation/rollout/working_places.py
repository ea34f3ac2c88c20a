"""The blocks of a roll-out worked out by one process or several: the same digits whatever their number."""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any

from valuation.errors import EvaluationError
from valuation.rollout.kept_blocks import KeptBlocks
from valuation.rollout.place_models import PlaceModels
from valuation.rollout.places_worked_out import BlockResult, Worker, blocks_of
from valuation.rollout.rollout_file import Rollout, restored

FEW_ROWS = 100_000
"""Draws × places below which another process takes longer to start than it saves."""


def worked_out(
    rollout: Rollout,
    draws: int,
    seed: int,
    jobs: int,
    kept: KeptBlocks | None,
    told: Callable[[int], None],
) -> Iterator[BlockResult]:
    """Yields the blocks in order, those that were kept read again; `told` how many places are done."""
    blocks = blocks_of(rollout.places)
    missing = [number for number in range(len(blocks)) if kept is None or not kept.place_of(number).exists()]
    rows = sum(len(blocks[number]) for number in missing) * draws
    if jobs <= 1 or len(missing) < 2 or rows < FEW_ROWS:
        yield from _here(rollout, draws, seed, kept, told)
        return
    yield from _in_processes(rollout, draws, seed, min(jobs, len(missing)), kept, told)


def _here(
    rollout: Rollout, draws: int, seed: int, kept: KeptBlocks | None, told: Callable[[int], None]
) -> Iterator[BlockResult]:
    worker, done = Worker(PlaceModels(rollout), draws, seed), 0
    for number, places in enumerate(blocks_of(rollout.places)):
        yield _block(worker, number, kept)
        done += len(places)
        told(done)


def _block(worker: Worker, number: int, kept: KeptBlocks | None) -> BlockResult:
    """Returns a block as it was kept, or worked out and then kept."""
    found = None if kept is None else kept.block(number)
    if found is None:
        found = worker.block(blocks_of(worker.models.rollout.places)[number])
        if kept is not None:
            kept.keep(number, found)
    return found


# Several processes -------------------------------------------------------------------------------------------

_worker: Worker
_kept: KeptBlocks | None


def _begin(rollout: Rollout | dict[str, Any], draws: int, seed: int, folder: str | None) -> None:
    """Makes a process ready, and ends it when whoever started it ends (`Any`: a file's plain data, which it reads again)."""
    global _worker, _kept  # what a process of a pool knows it can know nowhere else
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who stops the command stops the whole
    threading.Thread(target=_end_with_parent, daemon=True).start()
    known = rollout if isinstance(rollout, Rollout) else restored(rollout)
    _worker = Worker(PlaceModels(known), draws, seed)
    _kept = None if folder is None else KeptBlocks(Path(folder))


def _is_copied() -> bool:
    """Returns whether a process can begin as a copy of this one, which takes no time: on Linux, where nothing else runs in it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _block_of(number: int) -> BlockResult:
    return _block(_worker, number, _kept)


def _in_processes(
    rollout: Rollout,
    draws: int,
    seed: int,
    jobs: int,
    kept: KeptBlocks | None,
    told: Callable[[int], None],
) -> Iterator[BlockResult]:
    blocks = blocks_of(rollout.places)
    folder = None if kept is None else str(kept.folder)
    is_copied = _is_copied()
    told_at_first = (rollout if is_copied else rollout.as_data(), draws, seed, folder)
    pool = ProcessPoolExecutor(jobs, get_context("fork" if is_copied else "spawn"), _begin, told_at_first)
    with (
        warnings.catch_warnings()
    ):  # Python warns of copying a process with threads; those of numpy's library are let go first
        warnings.simplefilter("ignore", DeprecationWarning)
        pool.submit(os.getpid).result()
    waiting: dict[int, Future[BlockResult]] = {}
    ahead = 2 * jobs
    try:
        done = 0
        for number, places in enumerate(blocks):
            for later in range(number, min(number + ahead, len(blocks))):
                if later not in waiting:
                    waiting[later] = pool.submit(_block_of, later)
            yield waiting.pop(number).result()
            done += len(places)
            told(done)
    except BrokenProcessPool as error:
        raise EvaluationError(
            "A process that worked places out was ended from outside, perhaps because memory ran short. What was done is kept. "
            "Ask for the same again to go on from there, with one process if it happens again."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
