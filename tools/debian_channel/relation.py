"""Debian's relations (`Depends: a (>= 1.2-3) | b`) and what of them a MatchSpec can say.

A bound is about versions, so the revision is dropped from it: revisions are build numbers in the
channel. `>= 1.2-3` becomes `>=1.2`, and so does `>> 1.2-3`; `<< 1.3` is `<1.3`, but `<< 1.3-2`
still allows `1.3-1` and becomes `<=1.3`. `= 1.2-3` names one upload: version and build string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .debian_version import DebianVersion, build_string, conda_version

_RELATION = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?\s*(?:\((?P<operator><<|<=|=|>=|>>)\s*(?P<version>[^)\s]+)\s*\))?$"
)


@dataclass(frozen=True)
class Relation:
    """One alternative: a package name and, unless `operator` is empty, a bound on its version."""

    name: str
    operator: str = ""
    version: str = ""

    @classmethod
    def parse(cls, text: str) -> Relation:
        """Reads `name[:arch] [(operator version)]`; raises ValueError for anything else."""
        found = _RELATION.match(text.strip())
        if not found:
            raise ValueError(f"not a Debian relation: `{text.strip()}`")
        return cls(found["name"], found["operator"] or "", found["version"] or "")


def parse_depends(field: str) -> list[list[Relation]]:
    """A Depends field: all clauses must hold, of each clause one alternative."""
    clauses = (clause.strip() for clause in field.split(","))
    return [[Relation.parse(part) for part in clause.split("|")] for clause in clauses if clause]


def version_bounds(relation: Relation, target: DebianVersion) -> list[str]:
    """What `relation` asks of `target`, the version it is satisfied by, in MatchSpec words.

    Empty where any version of the channel will do. An exact relation gives `VERSION BUILD`.
    """
    if not relation.operator:
        return []
    bound = DebianVersion.parse(relation.version)
    if bound.epoch != target.epoch:
        return []
    version = conda_version(bound)
    if relation.operator == "=":
        return [f"{version} {build_string(bound)}"]
    if relation.operator in (">=", ">>"):
        return [f">={version}"]
    return [f"<={version}" if relation.operator == "<=" or bound.revision else f"<{version}"]


def match_spec(name: str, bounds: list[str]) -> str:
    """One MatchSpec out of all bounds on `name`; an exact one says it all."""
    exact = [bound for bound in bounds if " " in bound]
    if exact:
        return f"{name} {exact[0]}"
    lower = [bound for bound in bounds if re.fullmatch(r">=[\d.]+", bound)]
    greatest = max(
        lower, key=lambda bound: [int(part) for part in bound[2:].split(".")], default=""
    )
    kept = sorted(
        {bound for bound in bounds if bound not in lower or bound == greatest}, reverse=True
    )
    return f"{name} {','.join(kept)}" if kept else name
