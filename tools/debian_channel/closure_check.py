"""Every shared library that a file needs comes from its package or from what that depends on."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from .errors import ChannelError
from .store import Stamp

# The C library's own, which are the machine's (`__glibc`).
_GLIBC = frozenset(
    f"{name}.so.{number}"
    for name, number in (
        *(("libc", 6), ("libm", 6), ("libmvec", 1), ("libpthread", 0), ("libdl", 2), ("librt", 1)),
        *(("libutil", 1), ("libresolv", 2), ("libanl", 1), ("ld-linux-x86-64", 2)),
    )
)


def check_closure(stamps: Mapping[str, Stamp]) -> list[str]:
    """Raises ChannelError for a library that no dependency provides; returns broken links.

    A dependency on a name that several builds provide holds for each of them.
    """
    by_name: dict[str, list[str]] = {}
    for key in stamps:
        by_name.setdefault(key.rsplit("-", 2)[0], []).append(key)
    missing, nowhere = [], []
    for key in sorted(stamps):
        paths = _reachable_paths(key, stamps, by_name)
        for file, libraries in stamps[key].staged.needed.items():
            directories = [_from(file, entry) for entry in stamps[key].staged.run_paths[file]]
            for library in libraries:
                if library not in _GLIBC and not any(
                    f"{d}/{library}" in paths for d in directories
                ):
                    missing.append(f"`{library}`, needed by `{file}` of `{key}`")
        for link, target in stamps[key].staged.links.items():
            aim = posixpath.normpath(posixpath.join(posixpath.dirname(link), target))
            if aim not in paths:
                nowhere.append(f"{key}: {link} -> {target}")
    if missing:
        raise ChannelError(
            "no dependency provides " + "; ".join(missing),
            "a dependency is left out in tools/debian_channel/catalogue.py that is needed",
        )
    return nowhere


def _reachable_paths(
    key: str, stamps: Mapping[str, Stamp], by_name: Mapping[str, list[str]]
) -> set[str]:
    """Files, links and directories of a package and of all that it depends on."""
    waiting, seen = [key], {key}
    paths: set[str] = set()
    while waiting:
        stamp = stamps[waiting.pop()]
        for path in (*stamp.staged.files, *stamp.staged.links):
            _add_with_directories(path, paths)
        for spec in stamp.depends:
            for other in by_name.get(spec.split()[0], []):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return paths


def _add_with_directories(path: str, paths: set[str]) -> None:
    while path and path not in paths:
        paths.add(path)
        path = posixpath.dirname(path)


def _from(file: str, entry: str) -> str:
    return posixpath.normpath(entry.replace("$ORIGIN", posixpath.dirname(file), 1))
