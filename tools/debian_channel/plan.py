"""Which conda packages the channel holds: the closure of the roots over Debian's dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import catalogue
from .apt import Archive, DebianPackage
from .blas import K_BLAS_NAMES, blas_variants
from .catalogue import Group, Part
from .conda_package import CondaPackage
from .debian_version import build_number, build_string, conda_version
from .errors import ChannelError
from .relation import Relation, match_spec, version_bounds


@dataclass
class Planner:
    """Follows dependencies; remembers which conda package owns which Debian one."""

    archive: Archive
    groups: dict[str, Group] = field(default_factory=dict)  # conda name -> group
    owners: dict[str, str] = field(default_factory=dict)  # Debian name -> conda name

    def __post_init__(self) -> None:
        for group in catalogue.GROUPS:
            self._add(group)

    def close(self, roots: Iterable[str]) -> list[CondaPackage]:
        """The packages of the roots and of all that they depend on."""
        waiting, done = list(roots), dict[str, CondaPackage]()
        while waiting:
            name = waiting.pop()
            if name in done or name.startswith("__") or name in K_BLAS_NAMES:
                continue
            if name not in self.groups:
                raise ChannelError(
                    f"the channel has no package `{name}`",
                    f"choose among: {', '.join(catalogue.ROOTS)}",
                )
            done[name] = self._package(self.groups[name])
            waiting += [spec.split()[0] for spec in done[name].depends]
        return list(done.values())

    def _add(self, group: Group) -> None:
        self.groups[group.name] = group
        for part in group.parts:
            self.owners.setdefault(part.debian, group.name)

    def _package(self, group: Group) -> CondaPackage:
        debian = tuple(self.archive.get(part.debian) for part in group.parts)
        version = debian[0].version
        return CondaPackage(
            name=group.name,
            version=conda_version(version),
            build=build_string(version),
            number=build_number(version),
            group=group,
            debian=debian,
            depends=self.depends(group, debian),
        )

    def depends(self, group: Group, debian: Sequence[DebianPackage]) -> tuple[str, ...]:
        """All clauses of all parts as MatchSpecs, one for each name.

        A later part that is another group's, a file or two of it, brings no dependencies along.
        """
        own = [
            package for package in debian if self.owners.get(package.name, group.name) == group.name
        ]
        bounds: dict[str, list[str]] = {}
        for package in dict.fromkeys([*debian[:1], *own]):
            for clause in package.depends:
                name, bound = self._resolve(clause)
                if name not in ("", group.name):
                    bounds.setdefault(name, []).extend(bound)
        for name in group.extra_depends:
            bounds.setdefault(name, [])
        return tuple(match_spec(name, bound) for name, bound in sorted(bounds.items()))

    def _resolve(self, clause: list[Relation]) -> tuple[str, list[str]]:
        """The conda name that satisfies a clause, with its bounds; no name where none is needed."""
        for relation in clause:
            if relation.name in catalogue.BLAS_INTERFACES:
                return catalogue.BLAS_INTERFACES[relation.name], ["3.*"]
            if relation.name == "libc6":
                return "__glibc", version_bounds(relation, self.archive.get("libc6").version)
        known = [relation for relation in clause if relation.name in self.owners]
        for relation in known + clause:
            if catalogue.excluded(relation.name):
                return "", []
            target = self.archive.find(relation.name)
            if target:
                return self._owner(target), self._bounds(relation, target)
            providers = self.archive.providers(relation.name)
            if providers:
                preferred = [name for name in providers if name in self.owners] or providers
                return self._owner(self.archive.get(preferred[0])), []
        raise ChannelError(f"apt offers nothing for `{' | '.join(r.name for r in clause)}`")

    def _owner(self, target: DebianPackage) -> str:
        if target.name not in self.owners:
            self._add(Group(catalogue.conda_name(target.name), (Part(target.name),)))
        return self.owners[target.name]

    def _bounds(self, relation: Relation, target: DebianPackage) -> list[str]:
        """Only where the group is versioned as the target is."""
        first = self.archive.get(self.groups[self.owners[target.name]].parts[0].debian)
        if first.version.upstream != target.version.upstream:
            return []
        if relation.operator == "=" and first.version != target.version:
            return [f"{conda_version(first.version)}.*"]
        return version_bounds(relation, target.version)


def make_plan(archive: Archive, roots: Iterable[str] = catalogue.ROOTS) -> list[CondaPackage]:
    """Every package that the roots need, the greatest first: the longest builds start first."""
    planner = Planner(archive)
    variants = blas_variants(archive, planner.depends)
    libraries = [spec.split()[0] for package in variants for spec in package.depends]
    packages = planner.close([*roots, *libraries]) + variants
    return sorted(packages, key=lambda package: (-package.installed_size, package.name))
