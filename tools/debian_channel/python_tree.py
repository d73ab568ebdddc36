"""What a Python package needs besides its files: entry points, and byte code."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path, PurePosixPath

from .errors import ChannelError


def read_entry_points(tree: Path, files: list[str]) -> dict[str, str]:
    """Command -> `module:function` of every console script of the distributions in `files`.

    They stand in `entry_points.txt` of a distribution's metadata (entry points specification).
    """
    commands: dict[str, str] = {}
    for path in files:
        if PurePosixPath(path).match("site-packages/*-info/entry_points.txt"):
            parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
            parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
            parser.read_string((tree / path).read_text("utf-8"))
            if parser.has_section("console_scripts"):
                commands |= dict(parser["console_scripts"])
    return {command: target.split("[")[0].strip() for command, target in commands.items()}


def compile_all(tree: Path, files: list[str]) -> list[str]:
    """Byte code beside every module, checked by its source's hash: the same whenever it is made.

    Packages for every platform are compiled by whoever links them; these bring theirs.
    """
    sources = [path for path in files if path.startswith("lib/python3") and path.endswith(".py")]
    if not sources:
        return []
    tag = sys.implementation.cache_tag
    command = [sys.executable, "-I", "-Wi", "-m", "compileall", "-q", "-l", "-i", "-"]
    command += ["--invalidation-mode", "checked-hash"]
    # Relative paths: nothing of the staging directory gets into the byte code.
    subprocess.run(
        command, cwd=tree, input="\n".join(sources).encode(), capture_output=True, check=False
    )
    compiled = []
    for source in map(PurePosixPath, sources):
        path = source.parent / "__pycache__" / f"{source.stem}.{tag}.pyc"
        if (tree / path).is_file():
            compiled.append(str(path))
    return compiled


def require_matching_python() -> None:
    """The byte code must suit the channel's Python, whichever Python runs this program."""
    if sys.version_info[:2] != (3, 11):
        running = ".".join(map(str, sys.version_info[:2]))
        raise ChannelError(
            f"Python 3.11 is needed to compile for the channel's Python 3.11, this is {running}",
            "run it with Debian's own: `/usr/bin/python3 tools/debian-channel`",
        )
