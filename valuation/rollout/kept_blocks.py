"""What was worked out of a roll-out is kept on disk, block by block, so that one that is killed goes on from there."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from valuation.case.file import write_atomically
from valuation.library import load_library
from valuation.rollout.places_worked_out import PLACES_AT_ONCE, BlockResult, Seen
from valuation.rollout.rollout_file import Rollout
from valuation.version import MODEL_VERSION, PROGRAM_VERSION

OLDEST = 30 * 24 * 3600
"""Seconds after which what nobody has gone on with is thrown away."""


def key_of_run(rollout: Rollout, draws: int, seed: int) -> str:
    """Returns what tells one roll-out from every other: its case, places, draws, seed, and the versions of program, model and library."""
    stated = [rollout.as_data(), draws, seed, PLACES_AT_ONCE, MODEL_VERSION, PROGRAM_VERSION, load_library().version]  # fmt: skip
    return hashlib.sha256(json.dumps(stated, sort_keys=True, default=str).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class KeptBlocks:
    """The blocks of one roll-out in a folder of their own, each written whole or not at all."""

    folder: Path

    def place_of(self, number: int) -> Path:
        """Returns the file of a block."""
        return self.folder / f"block-{number:05d}.npz"

    def block(self, number: int) -> BlockResult | None:
        """Returns a block that was kept; None where there is none, or what is there cannot be read."""
        try:
            with np.load(self.place_of(number), allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in kept.files}
            seen = Seen(arrays.pop("theta"), float(arrays.pop("answering")))
            return BlockResult(**arrays, seen=seen)
        except (OSError, ValueError, KeyError, TypeError, EOFError):
            return None
        except Exception as error:  # a damaged archive: zipfile and zlib have errors of their own
            if type(error).__module__ in ("zipfile", "zlib"):
                return None
            raise

    def keep(self, number: int, result: BlockResult) -> None:
        """Writes a block; where the disk does not take it, it is worked out again next time."""
        stream = io.BytesIO()
        arrays = {each.name: getattr(result, each.name) for each in fields(result) if each.name != "seen"}
        np.savez(stream, **arrays, theta=result.seen.theta, answering=np.float64(result.seen.answering))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self.place_of(number), stream.getvalue())
        except OSError:
            return

    def forget(self) -> None:
        """Throws away what was kept: the roll-out is done."""
        shutil.rmtree(self.folder, ignore_errors=True)


def kept_in(folder: Path, rollout: Rollout, draws: int, seed: int) -> KeptBlocks:
    """Returns where the blocks of a roll-out are kept within a folder, and throws away those that are over a month old."""
    sweep(folder, lambda place: place.stat().st_mtime < time.time() - OLDEST)
    return KeptBlocks(folder / key_of_run(rollout, draws, seed))


def sweep(folder: Path, is_old: Callable[[Path], bool]) -> None:
    """Throws away the kept roll-outs of a folder that are old."""
    try:
        for place in folder.iterdir():
            if place.is_dir() and is_old(place):
                shutil.rmtree(place, ignore_errors=True)
    except OSError:
        return
