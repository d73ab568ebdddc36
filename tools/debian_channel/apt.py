"""What Debian offers, as the machine's apt sees it, and its archives."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .debian_version import DebianVersion
from .errors import ChannelError
from .relation import Relation, parse_depends

K_UPDATE_HINT = "bring apt's package lists up to date: `apt-get update` (as root)"


@dataclass(frozen=True, eq=False)
class DebianPackage:
    """One package of the archive; `size` is its `.deb`'s, `installed_size` its files', in bytes."""

    name: str
    version: DebianVersion
    architecture: str
    depends: list[list[Relation]]
    full_version: str
    sha256: str
    size: int
    installed_size: int
    summary: str
    homepage: str

    @property
    def archive_name(self) -> str:
        """The file that `apt-get download` writes."""
        return f"{self.name}_{self.full_version.replace(':', '%3a')}_{self.architecture}.deb"


class Archive:
    """All packages that apt could install, each at its candidate version."""

    def __init__(self, available: bytes, architecture: str) -> None:
        self._available = b"\n" + available
        self._architecture = architecture
        self._known: dict[str, DebianPackage | None] = {}
        self._provides: list[tuple[int, str]] = []
        self._offsets: dict[str, list[int]] = {}
        for start, name in _lines(self._available, b"Package: "):
            self._offsets.setdefault(name, []).append(start)

    @classmethod
    def load(cls) -> Archive:
        """Asks apt; raises ChannelError where apt is missing or knows nothing."""
        architecture = _run(["dpkg", "--print-architecture"]).decode().strip()
        if architecture != "amd64":
            raise ChannelError(f"the channel is made for `amd64`, this machine is `{architecture}`")
        archive = cls(_run(["apt-cache", "dumpavail"]), architecture)
        if not archive._offsets:
            raise ChannelError("apt knows no packages", K_UPDATE_HINT)
        return archive

    def find(self, name: str) -> DebianPackage | None:
        """The candidate of that name, where there is one for this architecture."""
        if name not in self._known:
            stanzas = (self._stanza(offset) for offset in self._offsets.get(name, []))
            self._known[name] = next(map(_to_package, filter(self._is_offered, stanzas)), None)
        return self._known[name]

    def get(self, name: str) -> DebianPackage:
        """As `find`, but its absence is an error."""
        found = self.find(name)
        if not found:
            hint = f"{K_UPDATE_HINT}; the packages are those of Debian 12 (bookworm), main"
            raise ChannelError(f"apt knows no package `{name}`", hint)
        return found

    def providers(self, virtual: str) -> list[str]:
        """Names of the packages that provide a virtual one, sorted."""
        if not self._provides:
            self._provides = _lines(self._available, b"Provides: ")
        word = re.compile(rf"(?:^|, ){re.escape(virtual)}(?=$|,| \()")
        starts = (start for start, provided in self._provides if word.search(provided))
        stanzas = (self._available.rfind(b"\nPackage: ", 0, start) + 1 for start in starts)
        return sorted({self._stanza(stanza)["Package"] for stanza in stanzas})

    def _is_offered(self, stanza: dict[str, str]) -> bool:
        """Not what is merely installed: that comes without a checksum."""
        return "SHA256" in stanza and stanza["Architecture"] in (self._architecture, "all")

    def _stanza(self, offset: int) -> dict[str, str]:
        end = self._available.find(b"\n\n", offset)
        text = self._available[offset : end if end >= 0 else None].decode()
        lines = (line.split(":", 1) for line in text.splitlines() if line[:1] not in (" ", ""))
        return {key: value.strip() for key, value in lines}


def _lines(text: bytes, start: bytes) -> list[tuple[int, str]]:
    """Every line that begins with `start`: its offset and its rest. Far quicker than a pattern."""
    found, before = [], text.find(b"\n" + start)
    while before >= 0:
        end = text.find(b"\n", before + 1)
        found.append((before + 1, text[before + 1 + len(start) : end].decode()))
        before = text.find(b"\n" + start, end)
    return found


def download(packages: Iterable[DebianPackage], directory: Path) -> None:
    """Fetches the archives that `directory` lacks; apt verifies them against its signed index."""
    missing = [package for package in packages if not _is_there(package, directory)]
    if not missing:
        return
    command = ["apt-get", "download", "-qq"]
    if os.geteuid() == 0:
        # Root's directories are closed to apt's own user; apt falls back to root, but not silently.
        command += ["-o", "APT::Sandbox::User=root"]
    _run(command + [f"{package.name}={package.full_version}" for package in missing], directory)
    for package in missing:
        if not _is_there(package, directory):
            raise ChannelError(f"apt did not download `{package.archive_name}`", K_UPDATE_HINT)


def _is_there(package: DebianPackage, directory: Path) -> bool:
    path = directory / package.archive_name
    if not path.is_file() or path.stat().st_size != package.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == package.sha256


def _to_package(stanza: dict[str, str]) -> DebianPackage:
    depends = ", ".join(filter(None, (stanza.get("Pre-Depends"), stanza.get("Depends"))))
    return DebianPackage(
        name=stanza["Package"],
        version=DebianVersion.parse(stanza["Version"]),
        architecture=stanza["Architecture"],
        depends=parse_depends(depends),
        full_version=stanza["Version"],
        sha256=stanza["SHA256"],
        size=int(stanza["Size"]),
        installed_size=int(stanza.get("Installed-Size", "0")) * 1024,
        summary=stanza.get("Description", stanza.get("Description-en", "")),
        homepage=stanza.get("Homepage", ""),
    )


def _run(command: list[str], directory: Path | None = None) -> bytes:
    """Its standard output; a failure carries what the program said."""
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command, cwd=directory, env=environment, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        hint = "a Debian 12 system is needed: its apt and dpkg are the only source"
        raise ChannelError(f"`{command[0]}` is not installed", hint) from error
    if done.returncode != 0:
        lines = [
            line
            for line in done.stderr.decode(errors="replace").splitlines()
            if line.startswith("E:")
        ]
        said = "\n".join(f"  {line}" for line in lines[:5])
        hint = "check the network, then `apt-get update` (as root)"
        raise ChannelError(f"`{' '.join(command[:2])}` failed:\n{said}", hint)
    return done.stdout
