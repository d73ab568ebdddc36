"""Text files that name paths below /usr: those that moved into the prefix are written anew.

The prefix is not known yet, so a placeholder stands for it (255 characters, as conda-build's);
whoever links the package replaces it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from .catalogue import K_TRIPLET

K_PLACEHOLDER = ("/opt/debian_channel" + "_placeholder" * 20)[:255]

_PYTHON_SHEBANG = re.compile(r"^#! ?/usr/bin/(?:env )?(python3?(?:\.\d+)?)\b")
# `/usr` where a path begins, and what follows it names a directory that a prefix has, or nothing.
_USR = re.compile(
    r"(?:(?<=-I)|(?<=-L)|(?<![\w./}-]))/usr(?=/(?:lib|include|bin|share)\b|[\s\"';:,)]|$)"
)
_ONE_UP = 'get_filename_component(_IMPORT_PREFIX "${_IMPORT_PREFIX}" PATH)\n'


def names_paths(prefix_path: str) -> bool:
    """Whether a file's paths are for other programs to use, so that they must be right."""
    path = PurePosixPath(prefix_path)
    if path.suffix in (".pc", ".cmake") or path.match("_sysconfigdata*.py"):
        return True
    return path.parts[0] in ("bin", "python-scripts")


def rewrite(prefix_path: str, text: str) -> str:
    """The text of a file that `names_paths`, with its paths inside the prefix."""
    path = PurePosixPath(prefix_path)
    if path.parts[0] in ("bin", "python-scripts"):
        return _PYTHON_SHEBANG.sub(rf"#!{K_PLACEHOLDER}/bin/\1", text)
    text = _USR.sub(K_PLACEHOLDER, text)
    text = text.replace(f"/lib/{K_TRIPLET}", "/lib").replace(f"/include/{K_TRIPLET}", "/include")
    if path.suffix == ".cmake" and path.parts[0] == "lib":
        # These find the prefix by going up from where they are: one directory less now.
        text = text.replace(f"}}/{K_TRIPLET}/", "}/").replace("/../../../../", "/../../../")
        text = text.replace(_ONE_UP, "", 1)
    return text
