"""BLAS and LAPACK as variants, as on conda-forge.

`libblas` and `liblapack` exist once per provider, told apart by the build string alone
(`*_openblas`, `*_blis`, `*_reference`): all bear the version of the reference interface. The
package `blas` is empty and ties a pair together; `blas=*=openblas` picks one. A provider that is
not the default carries track_features, which solvers avoid unless asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from . import catalogue
from .apt import Archive, DebianPackage
from .catalogue import BlasVariant, Group, Part
from .conda_package import CondaPackage
from .debian_version import build_number, build_string, conda_version

K_BLAS_NAMES = frozenset({"blas", *catalogue.BLAS_INTERFACES.values()})

Depends = Callable[[Group, Sequence[DebianPackage]], tuple[str, ...]]


def blas_variants(archive: Archive, depends: Depends) -> list[CondaPackage]:
    """All `libblas`, `liblapack` and `blas`; `depends` converts a group's Debian dependencies."""
    reference = archive.get(catalogue.K_BLAS_REFERENCE).version
    version = conda_version(reference)
    # conda-forge counts the builds of the interface in the second part: 2.<n>.
    mutex_version = f"2.{reference.revision.split('+')[0].split('.')[0]}"

    def variant(name: str, choice: BlasVariant, part: Part) -> CondaPackage:
        group, debian = Group(name, (part,)), (archive.get(part.debian),)
        return CondaPackage(
            name=name,
            version=version,
            build=f"{build_string(debian[0].version)}_{choice.name}",
            number=build_number(debian[0].version),
            group=group,
            debian=debian,
            depends=depends(group, debian) + _library_spec(archive, choice),
            track_features=_track_features(choice),
        )

    choices = {choice.name: choice for choice in catalogue.BLAS_VARIANTS}
    lapacks = {
        name: variant("liblapack", choices[name], part)
        for name, part in catalogue.LAPACK_VARIANTS.items()
    }
    packages = list(lapacks.values())
    for choice in choices.values():
        lapack = lapacks[choice.lapack_variant]
        constrains = (f"blas * {choice.name}", f"liblapack {version} {lapack.build}")
        blas = replace(variant("libblas", choice, choice.blas), constrains=constrains)
        pair = tuple(f"{package.name} {version} {package.build}" for package in (blas, lapack))
        features = _track_features(choice)
        mutex = CondaPackage("blas", mutex_version, choice.name, 0, Group("blas", ()), (), pair)
        packages += [blas, replace(mutex, track_features=features)]
    return packages


def _library_spec(archive: Archive, choice: BlasVariant) -> tuple[str, ...]:
    """The very upload that the variant's file was built with."""
    if not choice.library:
        return ()
    version = archive.get(choice.blas.debian).version
    return (f"{choice.library} {conda_version(version)} {build_string(version)}",)


def _track_features(choice: BlasVariant) -> tuple[str, ...]:
    return () if choice.is_default else (f"blas_{choice.name}",)
