"""The folder of the drafts: made for its owner alone, and refused where others on this computer can read it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from make_the_case.store.refusals import Unavailable

OTHERS = 0o077
"""Every right of a folder's group and of all others."""
ON_NETWORKS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "fuse.sshfs",
        "fuse.glusterfs",
    }
)
"""Kinds of disk, as Linux names them, on which SQLite cannot see who else writes: https://sqlite.org/wal.html, its first disadvantages."""
ANOTHER = "Or name another folder in MAKE_THE_CASE_DATA, and start the app again."


def made_ready(folder: Path) -> None:
    """Makes the folder, for its owner alone, or finds that it is so already; raises Unavailable, with the way on.

    A folder that is there is never changed: others may use it. On Windows a folder of the user's own is theirs alone already, and is left as it is.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            _look_at(folder)
        real = folder.resolve(strict=True)
    except OSError as error:
        raise Unavailable(
            f"Drafts cannot be saved in {folder}: {error.strerror or error}. {ANOTHER}"
        ) from error
    kind = kind_of_disk(real)
    if kind in ON_NETWORKS:
        raise Unavailable(
            f"Drafts are not saved in {folder}: it is on a network disk ({kind}), where the database could be damaged. Name a folder on a disk "
            "of this computer in MAKE_THE_CASE_DATA, or a PostgreSQL database in DATABASE_URL, and start the app again."
        )


def _look_at(folder: Path) -> None:
    """Refuses what stands in the folder's place and is not its owner's alone; a symbolic link counts as what it leads to."""
    leads = f", which leads to {os.path.realpath(folder)}," if folder.is_symlink() else ""
    if folder.is_symlink() and not folder.exists():
        raise Unavailable(
            f"Drafts cannot be saved in {folder}: it is a link{leads[6:-1]}, and there is nothing there. Make that folder, or take the link away. {ANOTHER}"
        )
    if not folder.is_dir():
        raise Unavailable(
            f"Drafts cannot be saved in {folder}{leads}: it is a file and not a folder. Move it away. {ANOTHER}"
        )
    if os.name == "nt":
        return
    status = folder.stat()
    if status.st_uid != os.geteuid():
        raise Unavailable(
            f"Drafts are not saved in {folder}{leads} because it belongs to another user of this computer, who could read them. Have it given to the user "
            f"who runs the app. {ANOTHER}"
        )
    if status.st_mode & OTHERS:
        raise Unavailable(
            f"Drafts are not saved in {folder}{leads} because other users of this computer can look into it (it is {stat.filemode(status.st_mode)}). If "
            f"no one else needs it, close it to them: chmod 700 '{folder}'. {ANOTHER}"
        )


def kind_of_disk(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """Returns what kind of disk a folder is on, as Linux names it; nothing where that is not known."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    deepest = (Path("/"), "")
    for line in lines:
        words, _, kinds = line.partition(" - ")
        place = Path(words.split()[4].encode(errors="surrogateescape").decode("unicode_escape"))
        if folder.is_relative_to(place) and len(place.parts) >= len(deepest[0].parts):
            deepest = (place, kinds.split()[0])
    return deepest[1]
