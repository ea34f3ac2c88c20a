"""The folder of the drafts: made private where the app makes it, and else refused with the reason and the way on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from make_the_case.store import Unavailable, opened_drafts
from make_the_case.store.folders import kind_of_disk, made_ready

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a folder of one's own is private on Windows")
WAY_ON = "name another folder in MAKE_THE_CASE_DATA, and start the app again"


def mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


def refused(folder: Path) -> str:
    with pytest.raises(Unavailable) as found:
        opened_drafts({"MAKE_THE_CASE_DATA": str(folder)})
    said = str(found.value)
    assert str(folder) in said and "Errno" not in said
    return said


def test_a_folder_that_the_app_makes_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        drafts = opened_drafts({"MAKE_THE_CASE_DATA": str(tmp_path / "above" / "mine")})
    finally:
        os.umask(before)
    drafts.create("one")
    drafts.close()
    assert mode(tmp_path / "above" / "mine") == 0o700
    opened_drafts({"MAKE_THE_CASE_DATA": str(tmp_path / "above" / "mine")}).close()


@pytest.mark.parametrize("rights", [0o755, 0o750, 0o707, 0o711, 0o770, 0o1777, 0o740])
def test_a_folder_that_others_can_look_into_is_refused_and_left_as_it_is(tmp_path: Path, rights: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(rights)
    said = refused(folder)
    assert "other users of this computer can look into it" in said and f"chmod 700 '{folder}'" in said
    assert WAY_ON in said.replace("Or n", "n")
    assert folder.stat().st_mode & 0o7777 == rights and [*folder.iterdir()] == []


def test_a_private_folder_that_is_there_is_used_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    folder.chmod(0o700)
    opened_drafts({"MAKE_THE_CASE_DATA": str(folder)}).close()
    assert mode(folder) == 0o700


def test_a_file_in_the_folders_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a letter", encoding="utf-8")
    assert "it is a file and not a folder" in refused(tmp_path / "mine")
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "a letter"
    assert "File exists" in refused(tmp_path / "mine" / "below")


def test_a_link_counts_as_what_it_leads_to(tmp_path: Path) -> None:
    private, shared = tmp_path / "private", tmp_path / "shared"
    private.mkdir(mode=0o700)
    shared.mkdir()
    shared.chmod(0o755)
    for name, target in (
        ("good", private),
        ("bad", shared),
        ("lost", tmp_path / "nowhere"),
        ("round", tmp_path / "round"),
    ):
        (tmp_path / name).symlink_to(target)
    opened_drafts({"MAKE_THE_CASE_DATA": str(tmp_path / "good")}).close()
    assert (private / "drafts.sqlite").is_file()
    assert f"which leads to {shared}, because other users" in refused(tmp_path / "bad")
    assert "it is a link" in refused(tmp_path / "lost") and "there is nothing there" in refused(
        tmp_path / "lost"
    )
    refused(tmp_path / "round")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away"
)
def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    assert "it belongs to another user of this computer" in refused(folder)


@pytest.mark.parametrize("name", ["with spaces", "what?mode=ro", "100% #1", "Ärzte & Co", "a'b\"c"])
def test_a_folder_of_any_name_holds_drafts(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    drafts = opened_drafts({"MAKE_THE_CASE_DATA": str(folder)})
    secret = drafts.create("one")
    drafts.close()
    assert (folder / "drafts.sqlite").is_file()
    again = opened_drafts({"MAKE_THE_CASE_DATA": str(folder)})
    assert again.open(secret).head.body == "one"
    again.close()


MOUNTS = r"""
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:50 / /net rw - nfs4 server:/net rw
31 21 0:51 / /mnt/two\040words rw - cifs //server/share rw
32 30 8:2 / /net/local rw - ext4 /dev/sdb1 rw
""".strip()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/net/ada/.local", "nfs4"), ("/net", "nfs4"), ("/nets/ada", "ext4"), ("/net/local/ada", "ext4"),
        ("/mnt/two words/drafts", "cifs"), ("/srv", "ext4"),
    ],
)  # fmt: skip
def test_the_kind_of_disk_is_that_of_the_nearest_mount(tmp_path: Path, folder: str, kind: str) -> None:
    (tmp_path / "mounts").write_text(MOUNTS, encoding="utf-8")
    assert kind_of_disk(Path(folder), tmp_path / "mounts") == kind
    assert kind_of_disk(Path(folder), tmp_path / "none") == ""


def test_a_folder_on_a_network_disk_is_refused_with_the_way_on(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("make_the_case.store.folders.kind_of_disk", lambda folder: "nfs4")
    with pytest.raises(Unavailable, match=r"on a network disk \(nfs4\).*MAKE_THE_CASE_DATA.*DATABASE_URL"):
        made_ready(tmp_path / "mine")
