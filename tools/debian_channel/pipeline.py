"""Downloads, stages and builds the packages that are not there yet, in parallel."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .conda_package import CondaPackage
from .errors import ChannelError
from .recipe import digest, make_recipe
from .staging import stage
from .store import K_SCRATCH_PREFIX, Stamp, Store

# Archives are fetched in portions, so that building begins while the next one is on its way.
_PORTION = 12


@dataclass(frozen=True)
class BuildSettings:
    """The program that builds, how hard it compresses (zstd level), and how many at once."""

    etalon: Path
    compression_level: int
    jobs: int


def build_all(
    packages: Sequence[CondaPackage],
    store: Store,
    settings: BuildSettings,
    report: Callable[[str], None],
) -> None:
    """Builds `packages` into `store`; the first failure stops the rest."""
    archives = store.partial / "archives"
    archives.mkdir(exist_ok=True)
    done = 0
    counting = threading.Lock()

    def make(package: CondaPackage) -> None:
        nonlocal done
        _make(package, archives, store, settings)
        with counting:
            done += 1
            report(f"[{done}/{len(packages)}] {package.name} {package.version} {package.build}")

    with ThreadPoolExecutor(settings.jobs) as pool:
        builds: list[Future[None]] = []
        try:
            for start in range(0, len(packages), _PORTION):
                portion = packages[start : start + _PORTION]
                wanted = {debian.name: debian for package in portion for debian in package.archives}
                apt.download(wanted.values(), archives)
                builds += [pool.submit(make, package) for package in portion]
                if any(build.done() and build.exception() for build in builds):
                    break
            finished, _ = wait(builds, return_when=FIRST_EXCEPTION)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    for build in finished:
        build.result()


def index(store: Store, settings: BuildSettings) -> None:
    """Writes the index of what `store` has prepared."""
    _run_etalon([str(settings.etalon), "channel", "index", str(store.partial)])


def _make(package: CondaPackage, archives: Path, store: Store, settings: BuildSettings) -> None:
    with tempfile.TemporaryDirectory(dir=store.partial, prefix=K_SCRATCH_PREFIX) as scratch:
        tree = Path(scratch) / "tree"
        tree.mkdir()
        staged = stage(package, archives, tree)
        recipe = Path(scratch) / "recipe.yaml"
        recipe.write_text(json.dumps(make_recipe(package, staged), ensure_ascii=False), "utf-8")
        command = [str(settings.etalon), "package", "build", str(tree), "--recipe", str(recipe)]
        command += ["--output-dir", str(store.partial)]
        _run_etalon([*command, "--compression-level", str(settings.compression_level)])
        shutil.rmtree(tree)
    archive = f"{'noarch' if package.is_noarch else 'linux-64'}/{package.key}.conda"
    path = store.partial / archive
    if not path.is_file():
        raise ChannelError(f"`{settings.etalon} package build` did not write `{path}`")
    size = path.stat().st_size
    store.add(
        package.key,
        Stamp(
            archive,
            size,
            digest(package, settings.compression_level),
            list(package.depends),
            staged,
        ),
    )


def _run_etalon(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ChannelError(f"`{' '.join(command[:3])}` failed:\n{done.stderr.strip()}")
