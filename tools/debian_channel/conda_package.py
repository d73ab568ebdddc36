"""One conda package to build, entirely known before anything is downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from .apt import DebianPackage
from .catalogue import Group


@dataclass(frozen=True)
class CondaPackage:
    """Its identity and dependencies, and what it is made of."""

    name: str
    version: str
    build: str
    number: int
    group: Group
    debian: tuple[DebianPackage, ...]  # one for each part of the group
    depends: tuple[str, ...]
    constrains: tuple[str, ...] = ()
    track_features: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What its archive is called, without the ending."""
        return f"{self.name}-{self.version}-{self.build}"

    @property
    def archives(self) -> list[DebianPackage]:
        """The Debian packages whose files are wanted."""
        pairs = zip(self.group.parts, self.debian, strict=True)
        return [debian for part, debian in pairs if part.take != ()]

    @property
    def installed_size(self) -> int:
        """Bytes on disk as Debian counts them, for the order of work only."""
        return sum(package.installed_size for package in self.debian)

    @property
    def is_noarch(self) -> bool:
        """Whether it holds nothing that is made for one kind of machine."""
        return all(package.architecture == "all" for package in self.debian)

    @property
    def is_noarch_python(self) -> bool:
        """Whether the linker puts its modules where the prefix's Python looks."""
        first = self.debian[0].name if self.debian else ""
        return self.is_noarch and first.startswith("python3-")
