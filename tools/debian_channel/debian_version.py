"""Debian versions as conda versions, build numbers and build strings.

A Debian version is `[epoch:]upstream[-revision]` (deb-version(7)). In the channel:

    Debian                      conda version          number   build string
    1.13.1+dfsg-4               1.13.1                4000000   deb12_dfsg_4
    1:1.24.2-1+deb12u1          1.24.2                1000100   deb12_1_u1
    3.0.22-1~deb12u2            3.0.22                 990200   deb12_1_pre2
    3.4-1+b5                    3.4                   1000005   deb12_1_b5
    1.3.3~rc2-1                 1.3.3rc2              1000000   deb12_1
    0.0~git20220518-3           0.0git20220518        3000000   deb12_3
    0~20220623.0-1              0dev20220623.0        1000000   deb12_1
    1.2+git20131030-1           1.2.post.git20131030  1000000   deb12_1
    3.1-20221030-2              3.1.post20221030      2000000   deb12_2
    7.7+23                      7.7.post23                  0   deb12_0

- The *epoch* is dropped: it mends Debian's own history and is no part of what upstream and its
  users call the version (`numpy=1.24` must find numpy). A relation whose epoch differs from its
  target's is decided by the epoch alone and loses its bound (see `relation`).
- `+dfsg`, `+ds`, `+repack` say that Debian took files out of the source: into the build string.
- `~` sorts before everything, even the end: `~rc1` is `rc1`, which conda sorts before the release
  as well. Where no letter follows, `dev`, conda's smallest word, stands in.
- `+` and an inner `-` sort after the end but before `.1`: that is conda's `.post`. (Should a
  project write both `+20200101` and `+git20200101`, Debian puts the word last, conda the number.)
- Any other text stays as upstream wrote it. A letter straight after a digit (`1.1.1w`) is an update
  to Debian and a pre-release to conda; users know such versions by that spelling, so it stays.
- The *revision* makes the build number, two decimal digits each for revision, NMU, update of a
  stable release (`+deb12u3`) and rebuild (`+b2`): 4.1+deb12u3+b2 is 4010302. An update that sorts
  before its revision (`~deb12u3`) counts from the step below. A newer upload always has the
  greater number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

K_RELEASE = "deb12"

_REPACK = re.compile(r"[+.~](dfsg|ds|repack|debian)[.\d]*$")
_STABLE_UPDATE = re.compile(r"([+~])deb\d+u(\d+)$")
_REBUILD = re.compile(r"\+b(\d+)$")


@dataclass(frozen=True)
class DebianVersion:
    """The three parts of a Debian version; `revision` is empty for a native package."""

    epoch: int
    upstream: str
    revision: str

    @classmethod
    def parse(cls, text: str) -> DebianVersion:
        """Splits `[epoch:]upstream[-revision]` at the first colon and the last hyphen."""
        head, colon, rest = text.partition(":")
        epoch, rest = (int(head), rest) if colon else (0, text)
        upstream, hyphen, revision = rest.rpartition("-")
        return cls(epoch, upstream if hyphen else rest, revision if hyphen else "")


def conda_version(version: DebianVersion) -> str:
    """The upstream version in conda's spelling; the order of Debian is kept (see the module)."""
    text = _REPACK.sub("", version.upstream.lower())
    text = re.sub(r"~(?=\d)", "dev", text)
    text = re.sub(r"~(?![a-z])", "dev0", text).replace("~", "")
    text = re.sub(r"[+-](?=\d)", ".post", text)
    return re.sub(r"[+-]", ".post.", text)


def build_number(version: DebianVersion) -> int:
    """A number that grows with the revision, its updates and its rebuilds."""
    revision, rebuild = _take(_REBUILD, version.revision)
    revision, update = _take(_STABLE_UPDATE, revision)
    numbers = [int(digits) for digits in re.findall(r"\d+", revision)] + [0, 0]
    number = numbers[0] * 1_000_000 + _two_digits(numbers[1]) * 10_000
    if update:
        number += _two_digits(int(update[2])) * 100 - (10_000 if update[1] == "~" else 0)
    if rebuild:
        number += _two_digits(int(rebuild[1]))
    return max(number, 0)


def build_string(version: DebianVersion) -> str:
    """Where the build comes from: the Debian release, the repacking and the whole revision."""
    repack = _REPACK.search(version.upstream)
    revision = _REBUILD.sub(r"_b\1", version.revision or "0")
    revision = re.sub(r"\+deb\d+u", "_u", revision)
    revision = re.sub(r"~deb\d+u", "_pre", revision)
    parts = [K_RELEASE, repack[0][1:] if repack else "", re.sub(r"[^\w.]", "_", revision)]
    return "_".join(part for part in parts if part)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    found = pattern.search(text)
    return (text[: found.start()] if found else text), found


def _two_digits(value: int) -> int:
    return min(value, 99)
