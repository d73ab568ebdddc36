"""What `etalon package build` is told, and the digest of all that decides an archive."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

from . import elf, layout, python_tree, staging, text_paths
from .conda_package import CondaPackage
from .staging import StagedTree
from .text_paths import K_PLACEHOLDER

# The modules that decide what is in a tree: a change in one of them makes every archive anew. What
# the catalogue decides stands in the recipe and the group: a change there makes those it is about.
_DECIDING = (elf, layout, python_tree, staging, text_paths)


def digest(package: CondaPackage, compression_level: int) -> str:
    """Of all that decides what is in the archive, so that an equal one need not be made again."""
    inputs = [
        make_recipe(package, StagedTree()),
        [debian.sha256 for debian in package.debian],
        repr(package.group),
        compression_level,
        _sources_digest(),
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def make_recipe(package: CondaPackage, staged: StagedTree) -> dict[str, object]:
    """What `etalon package build` is told; JSON is YAML."""
    build: dict[str, object] = {
        "number": package.number,
        "string": package.build,
        "timestamp": staged.newest * 1000,
        "prefix_detection": {"placeholder": K_PLACEHOLDER},
    }
    if package.track_features:
        build["track_features"] = list(package.track_features)
    if package.is_noarch:
        build["noarch"] = "python" if package.is_noarch_python else "generic"
    if staged.entry_points:
        build["python"] = {"entry_points": staged.entry_points}
    if package.group.site_packages_path:
        build["python"] = {"site_packages_path": package.group.site_packages_path}
    first = package.debian[0] if package.debian else None
    return {
        "package": {"name": package.name, "version": package.version},
        "build": build,
        "requirements": {"run": list(package.depends), "run_constraints": list(package.constrains)},
        "about": {
            "summary": first.summary if first else "Chooses the provider of BLAS and LAPACK",
            **({"homepage": first.homepage} if first and first.homepage else {}),
        },
    }


@functools.cache
def _sources_digest() -> str:
    paths = [__file__, *(str(module.__file__) for module in _DECIDING)]
    return hashlib.sha256(b"".join(Path(path).read_bytes() for path in paths)).hexdigest()
