"""The dynamic section of an ELF file (System V gABI, chapter 5): what it needs and is called."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"\x7fELF\x02\x01"  # 64 bits, little-endian
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NEEDED, _DT_STRTAB, _DT_STRSZ, _DT_RPATH, _DT_RUNPATH = 1, 5, 10, 15, 29


@dataclass(frozen=True)
class DynamicSection:
    """`run_path` holds the entries of DT_RUNPATH, else of DT_RPATH."""

    needed: list[str]
    run_path: list[str]


def read_dynamic_section(path: Path) -> DynamicSection | None:
    """None for a file that is no ELF file, or one without a dynamic section (statically linked)."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return None
        file.seek(0)
        header = file.read(64)
        offset, entry_size, count = (
            *struct.unpack_from("<Q", header, 32),
            *struct.unpack_from("<HH", header, 54),
        )
        file.seek(offset)
        segments = [struct.unpack("<IIQQQQQQ", file.read(entry_size)[:56]) for _ in range(count)]
        dynamic = next((segment for segment in segments if segment[0] == _PT_DYNAMIC), None)
        if not dynamic:
            return None
        file.seek(dynamic[2])
        entries = [pair for pair in struct.iter_unpack("<qQ", file.read(dynamic[5])) if pair[0]]
        once = dict(entries)
        file.seek(_file_offset(segments, once[_DT_STRTAB]))
        strings = file.read(once[_DT_STRSZ])
    paths = [_string(strings, value) for tag, value in entries if tag == _DT_RUNPATH]
    paths = paths or [_string(strings, value) for tag, value in entries if tag == _DT_RPATH]
    needed = [_string(strings, value) for tag, value in entries if tag == _DT_NEEDED]
    return DynamicSection(needed, [part for part in ":".join(paths).split(":") if part])


def _file_offset(segments: list[tuple[int, ...]], address: int) -> int:
    for kind, _, offset, start, _, file_size, _, _ in segments:
        if kind == _PT_LOAD and start <= address < start + file_size:
            return offset + address - start
    raise ValueError("the string table lies in no segment")


def _string(table: bytes, offset: int) -> str:
    return table[offset : table.index(b"\0", offset)].decode()
