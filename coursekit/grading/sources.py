"""Where handed-in files lie: a folder, a zip file, or one file.

Nothing is unpacked to the disk, no link is followed, and nothing is read beyond a limit, however it is packed.
"""

import bz2
import contextlib
import copy
import io
import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from coursekit.grading.names import shown
from coursekit.words import say

__all__ = ["PACKED", "SIZE_LIMIT", "File", "SubmissionsError", "files", "inside"]

SIZE_LIMIT = 20 * 2**20  # bytes of one file
FILE_LIMIT = 500_000  # files in one folder or zip
INNER_LIMIT = 1000  # files in a student's own zip
NAME_LIMIT = 500  # characters of a name: no system of files has so many, and a zip might
DEPTH_LIMIT = 50  # folders in folders
PACKED = re.compile(r"(?i)\.(?:rar|7z|tar|t?gz|t?xz|bz2|zst)$")  # in other ways than as a zip
PART = re.compile(r"-\d{8}T\d{6}Z(?:-\d+)?-\d{3}\.zip$")  # Google Drive packs a large folder into several
CHECKPOINTS = ".ipynb_checkpoints"  # where Jupyter keeps a copy of each notebook
LEFT_BEHIND = {"__MACOSX", CHECKPOINTS, ".DS_Store", "Thumbs.db", "desktop.ini"}  # by systems


class SubmissionsError(Exception):
    """There is nothing to grade there; the message says what was looked for."""


@dataclass(frozen=True)
class File:
    """A file that was handed in: where it lies, when it was last changed, and how to read it.

    Attributes
    ----------
    changed : float
        Seconds since 1970.
    size : int
        Bytes, as the folder or the zip claims.
    read : callable or None
        Returns at most one byte more than `SIZE_LIMIT`, or raises an `OSError`; None for a folder.
    remark : str
        What is to be said where not all could be looked at.
    """

    path: PurePosixPath
    changed: float
    size: int
    read: Callable[[], bytes] | None
    remark: str = ""


def files(path: Path, encoding: str | None = None, *, opened: bool = False) -> list[File]:
    """Return every file and folder that `path` holds: a folder, a zip file or a single file.

    Parameters
    ----------
    encoding : str, optional
        How names in a zip are written that does not say so; guessed if left out.
    opened : bool
        Whether to look into each zip that lies at the top of a folder as if it were unpacked there. Parts of one
        download of Google Drive are looked into anyway.

    Raises
    ------
    SubmissionsError
        It cannot be read, is nothing that holds notebooks, or holds too many files.
    """
    if path.is_dir():
        found = _zips_opened(path, re.compile(r"(?i)\.zip$") if opened else PART, encoding)
    elif not path.is_file():
        raise SubmissionsError(say("There is no folder, zip file or notebook {path}.", path=path))
    elif ".ipynb" in path.suffixes:
        known = path.stat()
        return [File(PurePosixPath(path.name), known.st_mtime, known.st_size, partial(_start, path))]
    else:
        found = _packed(path, str(path), encoding)
    kept: list[File] = []
    spare: list[File] = []
    for file in found:
        if ".git" in file.path.parts:  # what git keeps can be much; that it is there says whose the folder is
            if file.path.match(".git/HEAD"):
                kept.append(File(file.path.parent, file.changed, 0, None))
        elif not _left_behind(file.path):
            kept.append(file)
        elif file.path.match(f"?*/{CHECKPOINTS}/*.ipynb") and not _left_behind(
            file.path.parent.parent / file.path.name
        ):
            spare.append(file)
        if len(kept) + len(spare) > FILE_LIMIT:
            raise SubmissionsError(
                say("{path} holds more than {most} files, and no more are looked at.", path=path, most=FILE_LIMIT)
            )
    beside = {file.path.parent for file in kept if ".ipynb" in file.path.suffixes}
    return kept + [file for file in spare if file.path.parent.parent not in beside]  # all that a student handed in


def inside(file: File, data: bytes) -> list[File]:
    """Return the files in a zip that a student handed in; a file with a remark where they cannot be looked at."""
    try:
        if data.count(b"PK\1\2") > INNER_LIMIT:  # each file has one such mark in the list at the end
            raise SubmissionsError(
                say("{file} holds more than {most} files.", file=shown(file.path.name), most=INNER_LIMIT)
            )
        found = [
            File(file.path / one.path, one.changed, one.size, one.read, one.remark)
            for one in _packed(io.BytesIO(data), shown(file.path.name))
        ]
    except SubmissionsError as error:
        return [File(file.path, file.changed, file.size, None, f"{str(error).rstrip('.。')}.")]
    return [one for one in found if not _left_behind(one.path)]


def _left_behind(path: PurePosixPath) -> bool:
    return any(part in LEFT_BEHIND or part.startswith("._") for part in path.parts)


def _zips_opened(top: Path, which: re.Pattern[str], encoding: str | None) -> Iterator[File]:
    for file in _below(top):
        if len(file.path.parts) == 1 and file.read and which.search(file.path.name) and (top / file.path).is_file():
            yield from _packed(top / file.path, shown(file.path.name), encoding)
        else:
            yield file


def _below(top: Path) -> Iterator[File]:
    """Yield every file below a folder. Links are not followed: they could lead to another's work."""
    waiting = [PurePosixPath()]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(top / folder), key=lambda entry: entry.name)
        except OSError as error:  # it would seem to be empty
            raise SubmissionsError(
                say(
                    "{path} cannot be read ({why}). May you read all that is in it?",
                    path=error.filename,
                    why=error.strerror,
                )
            ) from None
        for entry in entries:
            known, path = entry.stat(follow_symlinks=False), folder / entry.name
            if not stat.S_ISDIR(known.st_mode):
                yield File(path, known.st_mtime, known.st_size, partial(_start, top / path))
            elif len(path.parts) < DEPTH_LIMIT:
                waiting.append(path)
                yield File(path, known.st_mtime, 0, None)
            else:
                yield File(path, known.st_mtime, 0, None, _too_deep())


def _too_deep() -> str:
    return say("Folders that lie more than {most} deep were not looked into.", most=DEPTH_LIMIT)


def _start(path: Path) -> bytes:
    """Read the start of a file, if it is one."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(say("it is a link or a device, and these are not followed"))
    with open(path, "rb") as opened:
        return opened.read(SIZE_LIMIT + 1)


def _packed(where: Path | IO[bytes], name: str, encoding: str | None = None) -> Iterator[File]:
    """Yield every file in a zip; names that lead out of it are just names, since nothing is unpacked."""
    try:
        archive = zipfile.ZipFile(where)
    except Exception as error:  # struct.error, OverflowError: what a broken zip raises
        if PACKED.search(name):
            raise SubmissionsError(
                say("{name} is packed otherwise than as a zip. Unpack it, and give the folder.", name=name)
            ) from None
        raise SubmissionsError(
            say("{name} is no folder, notebook or zip file that can be read ({why}).", name=name, why=shown(str(error)))
        ) from None
    for info in archive.infolist():
        written = PurePosixPath(_name(info, encoding).replace("\\", "/").replace("\0", ""))
        parts = [_short(part) for part in written.parts if part not in ("/", "..")]
        try:
            changed = datetime(*info.date_time).timestamp()  # a zip holds the local time, 1980 where it knows none
            changed = changed if info.date_time[0] > 1980 else 0.0
        except (ValueError, OverflowError, OSError):
            changed = 0.0
        if len(parts) > DEPTH_LIMIT:
            yield File(PurePosixPath(*parts[:DEPTH_LIMIT]), changed, 0, None, _too_deep())
        elif parts:
            read = None if info.is_dir() else partial(_member, archive, info)
            yield File(PurePosixPath(*parts), changed, info.file_size, read)


def _short(name: str) -> str:
    """Cut a name in its middle: whose it is stands at its start, and what it is at its end."""
    half = NAME_LIMIT // 2
    return name if len(name) <= NAME_LIMIT else f"{name[:half]}…{name[-half:]}"


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read one file of a zip; whatever a broken or locked zip raises becomes an `OSError`."""
    if info.flag_bits & 1:
        raise OSError(say("it is locked with a password"))
    try:
        return _unpacked(archive, info)
    except Exception as error:  # zlib.error, lzma.LZMAError, EOFError, NotImplementedError
        raise OSError(str(error) or type(error).__name__) from None


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read one file of a zip, whatever size the zip claims for it.

    Python's zipfile bounds what it unpacks for the usual method only; a few bytes of the others can become gigabytes.
    """
    if info.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with archive.open(info) as opened:
            return opened.read(SIZE_LIMIT + 1)
    if info.compress_size > 2 * info.file_size + 1000:  # a thousand names can claim the same bytes
        raise zipfile.BadZipFile(say("it is larger than what it unpacks to"))
    most = min(info.file_size, SIZE_LIMIT) + 1
    raw = copy.copy(info)
    raw.compress_type, raw.file_size, raw.CRC = zipfile.ZIP_STORED, info.compress_size, None  # type: ignore[assignment]
    with archive.open(raw) as opened:
        packed = opened.read(SIZE_LIMIT + 1)
    if info.compress_type == zipfile.ZIP_BZIP2:
        data = bz2.BZ2Decompressor().decompress(packed, most)
    else:
        data = _lzma(packed, most)
    data = data[: info.file_size]
    if len(data) <= SIZE_LIMIT and (len(data) != info.file_size or zlib.crc32(data) != info.CRC):
        raise zipfile.BadZipFile(say("its bytes are not those that were packed"))
    return data


def _lzma(packed: bytes, most: int) -> bytes:
    """Unpack so much of LZMA as a zip holds it: two bytes of version, the length of the settings, these, the data."""
    try:
        [length] = struct.unpack_from("<H", packed, 2)
        settings, memory = struct.unpack_from("<BL", packed, 4)
    except struct.error:
        raise zipfile.BadZipFile(say("only part of it is there")) from None
    how = {
        "id": lzma.FILTER_LZMA1,
        "lc": settings % 9,
        "lp": settings // 9 % 5,
        "pb": settings // 45,
        "dict_size": max(min(memory, SIZE_LIMIT), 4096),  # no more is ever looked back at
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[how]).decompress(packed[4 + length :], most)


def _name(info: zipfile.ZipInfo, encoding: str | None) -> str:
    """Return the name of a file in a zip; many programs write UTF-8 or their country's encoding and do not say so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for known in ("utf-8", encoding or "gb18030"):
        with contextlib.suppress(UnicodeError):
            name = raw.decode(known)
            if known == "utf-8" or encoding or _chinese(name):
                return name
    return info.filename


def _chinese(name: str) -> bool:
    """Whether all that is not ASCII is Chinese, and mostly of the usual characters: ñó and ül would be read so, too."""
    characters = re.findall(r"[\u4e00-\u9fff]", name)
    usual = sum(bool(character.encode("gb2312", "ignore")) for character in characters)
    return bool(re.fullmatch(r"[\x00-\x7f\u4e00-\u9fff]*", name)) and 2 * usual >= len(characters)
