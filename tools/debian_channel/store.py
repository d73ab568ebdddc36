"""What the channel's directory holds, and how a new state of it is published.

    linux-64/, noarch/            archives and repodata.json(.zst)
    .debian-channel/KEY.json      one stamp per archive: what it was made of, and what is in it

New archives are made in a directory beside the channel. They are moved into it when all are there
and checked, then the index is replaced, then the stamps, then what is no longer listed is removed:
whoever reads the channel meanwhile finds every archive that its index names, and an interrupted
move is done again. A new archive has its stamp at once, so that an interrupted run loses only what
it was working on.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from .errors import ChannelError
from .staging import StagedTree

_STAMPS = ".debian-channel"
K_SCRATCH_PREFIX = "tree-"  # of directories in `partial` that a killed run leaves behind
_SUBDIRS = ("linux-64", "noarch")


@dataclass(frozen=True)
class Stamp:
    """An archive that is there: its path in the channel, its size, and its recipe's digest."""

    archive: str
    size: int
    digest: str
    depends: list[str]
    staged: StagedTree


class Store:
    """A channel's directory and the one beside it in which the next state is prepared.

    A context: within it the channel is this process's.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.partial = directory.with_name(f".{directory.name}.partial")
        self._lock: IO[str] | None = None

    def __enter__(self) -> Store:
        """Raises ChannelError while another process has the channel."""
        try:
            (self.partial / _STAMPS).mkdir(parents=True, exist_ok=True)
            self._lock = (self.partial / ".lock").open("w", encoding="utf-8")
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for unfinished in self.partial.glob(f"{K_SCRATCH_PREFIX}*"):
                shutil.rmtree(unfinished)
        except BlockingIOError as error:
            self.__exit__()
            raise ChannelError(f"another debian-channel is making `{self.directory}`") from error
        except OSError as error:
            self.__exit__()
            hint = "name another place with `--output` or `ETALON_HOME`"
            raise ChannelError(f"cannot write `{self.partial}`: {error.strerror}", hint) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    def stamps(self) -> dict[str, Stamp]:
        """Key -> stamp of every archive that is there whole, published or not."""
        return self._read(self.directory) | self._read(self.partial)

    def published(self) -> dict[str, Stamp]:
        """As `stamps`, of the channel alone."""
        return self._read(self.directory)

    def add(self, key: str, stamp: Stamp) -> None:
        """Notes an archive that has just been made in `partial`."""
        path = self.partial / _STAMPS / f"{key}.json"
        path.with_suffix(".tmp").write_text(json.dumps(asdict(stamp)), "utf-8")
        path.with_suffix(".tmp").rename(path)

    def gather(self, keys: Iterable[str]) -> None:
        """Brings published archives into `partial` as well, so that it is the whole next state."""
        published, prepared = self._read(self.directory), self._read(self.partial)
        for key in keys:
            if key not in prepared:
                for name in (published[key].archive, f"{_STAMPS}/{key}.json"):
                    (self.partial / name).parent.mkdir(exist_ok=True)
                    _hard_link(self.directory / name, self.partial / name)
        for key in prepared.keys() - set(keys):
            (self.partial / prepared[key].archive).unlink()
            (self.partial / _STAMPS / f"{key}.json").unlink()

    def publish(self) -> None:
        """Makes the content of `partial`, index included, the channel's."""
        old = {path.relative_to(self.directory) for path in _content(self.directory)}
        new = sorted((path.relative_to(self.partial) for path in _content(self.partial)), key=_turn)
        for path in new:
            (self.directory / path).parent.mkdir(parents=True, exist_ok=True)
            (self.partial / path).replace(self.directory / path)
        for path in old - set(new):
            (self.directory / path).unlink()
        self.discard()

    def discard(self) -> None:
        """Removes `partial`."""
        shutil.rmtree(self.partial)

    @staticmethod
    def _read(directory: Path) -> dict[str, Stamp]:
        stamps = {}
        for path in (directory / _STAMPS).glob("*.json"):
            values = json.loads(path.read_text("utf-8"))
            stamp = Stamp(**values | {"staged": StagedTree(**values["staged"])})
            archive = directory / stamp.archive
            if archive.is_file() and archive.stat().st_size == stamp.size:
                stamps[path.stem] = stamp
        return stamps


def _content(directory: Path) -> list[Path]:
    folders = [directory / name for name in (*_SUBDIRS, _STAMPS)]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]


def _turn(path: Path) -> int:
    """Archives, then the index, then the stamps."""
    return 2 if path.parts[0] == _STAMPS else int(path.name.startswith("repodata"))


def _hard_link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
