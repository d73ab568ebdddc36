"""Where a file of a Debian package goes in a prefix. Pure: paths in, paths out.

Debian's paths are given without the leading slash, the prefix's are relative to it:

    usr/lib/x86_64-linux-gnu/libz.so.1              lib/libz.so.1
    usr/lib/x86_64-linux-gnu/lapack/liblapack.so.3  lib/liblapack.so.3
    usr/include/x86_64-linux-gnu/...                include/...
    usr/bin/python3.11                              bin/python3.11
    usr/lib/python3/dist-packages/six.py            lib/python3/dist-packages/six.py
                                   noarch python:   site-packages/six.py
    usr/share/doc/zlib1g/copyright                  share/licenses/zlib1g/copyright
    etc/..., usr/share/man/..., ...                 left out

/lib, /bin and /sbin are the same directories as below /usr.
"""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase

from .catalogue import K_TRIPLET

_DIST_PACKAGES = "usr/lib/python3/dist-packages/"

# The directories that Debian's alternatives system chooses from; here the package is the choice.
_ALTERNATIVES = "|".join(("blas", "lapack", "openblas-pthread", "blis-pthread"))

_RULES = (
    (re.compile(rf"^usr/lib/{K_TRIPLET}/(?:{_ALTERNATIVES})/(?=[^/]+$)"), "lib/"),
    (re.compile(rf"^usr/lib/{K_TRIPLET}/"), "lib/"),
    (re.compile(rf"^usr/include/{K_TRIPLET}/"), "include/"),
    (re.compile(r"^usr/share/doc/([^/]+/copyright)$"), r"share/licenses/\1"),
    (re.compile(r"^usr/sbin/"), "bin/"),
    (re.compile(r"^usr/"), ""),
)

# Read from fixed paths of the machine, or for people who read what Debian installs.
_LEFT_OUT = (
    "etc/*",
    "var/*",
    "usr/bin/dh_*",
    "usr/lib/binfmt.d/*",
    "usr/lib/debug/*",
    "usr/lib/systemd/*",
    "usr/lib/sysusers.d/*",
    "usr/lib/tmpfiles.d/*",
    "usr/lib/udev/*",
    "usr/share/applications/*",
    "usr/share/apport/*",
    "usr/share/bash-completion/*",
    "usr/share/binfmts/*",
    "usr/share/bug/*",
    "usr/share/doc-base/*",
    "usr/share/doc/*",
    "usr/share/gdb/*",
    "usr/share/info/*",
    "usr/share/lintian/*",
    "usr/share/locale/*",
    "usr/share/man/*",
    "usr/share/menu/*",
    "usr/share/metainfo/*",
    "usr/share/numpy3/*",
    "usr/share/perl5/*",
    "usr/share/pixmaps/*",
    "usr/share/python3/*",
    "usr/share/zsh/*",
    "*/__pycache__/*",
)


def map_path(debian_path: str, noarch_python: bool = False) -> str | None:
    """The path in the prefix; None for what is left out."""
    path = posixpath.normpath(debian_path.lstrip("/"))
    if path.startswith(("lib/", "bin/", "sbin/", "lib64/")):
        path = f"usr/{path}"
    if not path.startswith("usr/") or path.startswith("usr/lib64/"):
        return None
    for pattern, replacement in _RULES:
        mapped, found = pattern.subn(replacement, path)
        if found:
            break
    if not mapped.startswith("share/licenses/") and any(
        fnmatchcase(path, left) for left in _LEFT_OUT
    ):
        return None
    if noarch_python:
        return _noarch_path(path, mapped)
    return mapped


def map_link(debian_path: str, target: str, noarch_python: bool = False) -> str | None:
    """A symbolic link's new target, relative; None where what it points to is left out."""
    absolute = (
        target
        if target.startswith("/")
        else posixpath.join("/", posixpath.dirname(debian_path), target)
    )
    mapped = map_path(posixpath.normpath(absolute), noarch_python)
    here = map_path(debian_path, noarch_python)
    if mapped is None or here is None:
        return None
    return posixpath.relpath(mapped, posixpath.dirname(here) or ".")


def run_path(prefix_path: str, old_entries: list[str]) -> list[str]:
    """RUNPATH of an ELF file: where it looked before, moved along, and the prefix's lib/."""
    directory = posixpath.dirname(prefix_path) or "."
    entries = []
    for entry in old_entries:
        if entry.startswith("$ORIGIN"):
            target = entry.replace("$ORIGIN", directory, 1)
        else:
            target = posixpath.dirname(map_path(f"{entry}/any") or "")
        if target:
            entries.append(_origin(target, directory))
    return list(dict.fromkeys([*entries, _origin("lib", directory)]))


def _origin(target: str, directory: str) -> str:
    relative = posixpath.relpath(target, directory)
    return "$ORIGIN" if relative == "." else f"$ORIGIN/{relative}"


def _noarch_path(path: str, mapped: str) -> str:
    if path.startswith(_DIST_PACKAGES):
        return f"site-packages/{path[len(_DIST_PACKAGES) :]}"
    if path.startswith("usr/bin/"):
        return f"python-scripts/{path[len('usr/bin/') :]}"
    return mapped
