"""Arguments in, progress and the way to use the channel out."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import catalogue, pipeline
from .apt import Archive
from .closure_check import check_closure
from .conda_package import CondaPackage
from .errors import ChannelError
from .pipeline import BuildSettings
from .plan import make_plan
from .python_tree import require_matching_python
from .recipe import digest
from .store import Stamp, Store

_DESCRIPTION = """\
Make a local conda channel out of Debian's own packages: LibTorch and PyTorch with all that they
need, and three providers of BLAS to choose from. The packages come from apt, as this machine has
it configured; no root is needed. A second run builds only what has changed.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 2 wrong arguments, 4 failed and the user can act, 130 interrupted."""
    options = _parse(arguments)
    try:
        return _run(options)
    except ChannelError as error:
        print(f"error: {error}", file=sys.stderr)
        if error.hint:
            print(f"\nhint: {error.hint}", file=sys.stderr)
        return 4
    except OSError as error:
        print(
            f"error: cannot use `{error.filename or options.output}`: {error.strerror}",
            file=sys.stderr,
        )
        print("\nhint: is there space left? Another place: `--output DIR`", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        print("interrupted; what is finished is kept for the next run", file=sys.stderr)
        return 130


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="debian-channel",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--etalon",
        type=Path,
        metavar="PATH",
        help="the etalon that builds (default: on PATH, else below build/)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where the channel is (default: $ETALON_HOME/channels/debian)",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="packages at once (default: %(default)s)",
    )
    parser.add_argument(
        "--compression-level",
        type=int,
        default=6,
        metavar="N",
        help="zstd level, 1 to 19 (default: %(default)s)",
    )
    parser.add_argument(
        "--only",
        default=",".join(catalogue.ROOTS),
        metavar="NAMES",
        help="make these packages, comma-separated, with what they need; others stay as they are "
        "(default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    if options.jobs < 1 or not 1 <= options.compression_level <= 19:
        parser.error("--jobs is at least 1, --compression-level from 1 to 19")
    return options


def _run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    require_matching_python()
    for program, package in (("apt-get", "apt"), ("dpkg-deb", "dpkg"), ("patchelf", "patchelf")):
        if not shutil.which(program):
            raise ChannelError(
                f"`{program}` is not installed", f"`apt-get install {package}` (as root)"
            )
    settings = BuildSettings(_find_etalon(options.etalon), options.compression_level, options.jobs)
    store = Store((options.output or _default_output()).absolute())
    plan = make_plan(Archive.load(), [name for name in options.only.split(",") if name])
    is_whole = options.only == ",".join(catalogue.ROOTS)
    with store:
        built = _make_channel(plan, store, settings, keep_others=not is_whole)
    seconds = time.monotonic() - started
    print(f"{store.directory}: {len(plan)} packages, {built} built, {seconds:.1f} s")
    if built:
        print(_usage(store.directory))
    return 0


def _make_channel(
    plan: Sequence[CondaPackage], store: Store, settings: BuildSettings, keep_others: bool
) -> int:
    """Brings the channel to the plan; returns how many packages had to be built."""
    there = store.stamps()
    stale = [package for package in plan if not _is_current(package, there, settings)]
    published = store.published()
    wanted = {package.key for package in plan}
    if keep_others:
        names = {package.name for package in plan}
        wanted |= {key for key in published if key.rsplit("-", 2)[0] not in names}
    if not stale and published.keys() == wanted:
        store.discard()
        return 0
    if stale:
        _say(f"{len(stale)} of {len(plan)} packages to build")
        pipeline.build_all(stale, store, settings, _say)
    stamps = store.stamps()
    for link in check_closure({key: stamps[key] for key in wanted}):
        _say(f"warning: a link leads nowhere: {link}")
    store.gather(wanted)
    pipeline.index(store, settings)
    store.publish()
    return len(stale)


def _is_current(package: CondaPackage, stamps: dict[str, Stamp], settings: BuildSettings) -> bool:
    stamp = stamps.get(package.key)
    return stamp is not None and stamp.digest == digest(package, settings.compression_level)


def _find_etalon(given: Path | None) -> Path:
    hint = "build it first, or name it with `--etalon PATH`"
    if given:
        if not os.access(given, os.X_OK) or given.is_dir():
            raise ChannelError(f"`{given}` is no program", hint)
        return given.absolute()
    on_path = shutil.which("etalon")
    if on_path:
        return Path(on_path).absolute()
    root = Path(__file__).resolve().parents[2]
    built = [
        path for path in root.glob("build/**/etalon") if path.is_file() and os.access(path, os.X_OK)
    ]
    if not built:
        raise ChannelError("there is no `etalon` on PATH nor below build/", hint)
    return max(built, key=lambda path: path.stat().st_mtime)


def _default_output() -> Path:
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get("ETALON_HOME") or Path(data) / "etalon") / "channels" / "debian"


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _usage(directory: Path) -> str:
    channel = "debian" if directory == _default_output().absolute() else directory.as_uri()
    return (
        f"\nuse it in a manifest as `channels: [{channel}]`, or type:\n"
        f"  etalon create -n demo -c {channel} libtorch=1.13 'blas=*=openblas'"
    )
