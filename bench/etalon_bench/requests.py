"""The requests that are measured: what people ask real channels for."""

import dataclasses
import json
import pathlib

from etalon_bench.scale import name_of_spec

# How many of the recorded lock files are taken, the largest first.
_LOCKS = 4


@dataclasses.dataclass(frozen=True)
class Request:
    name: str
    channels: tuple  # names below data/channels, in the order of priority
    specs: tuple
    cuda: str = ""  # what the machine is taken to offer; empty for none


FIXED = (
    Request(
        "seed manifest",
        ("pytorch", "nvidia", "conda-forge"),
        ("python=3.9", "pytorch=2.0.1", "torchvision=0.15.2", "torchaudio=2.0.2", "jupyter", "pip"),
        "12.2",
    ),
    Request("pytorch-gpu", ("conda-forge",), ("pytorch-gpu", "python=3.12"), "12.8"),
    Request(
        "scientific set",
        ("conda-forge",),
        ("numpy", "scipy", "pandas", "matplotlib", "scikit-learn", "jupyterlab"),
    ),
)


def _of_lock(path, lock):
    return Request(
        f"lock {path.stem.rsplit('-', 3)[0]}",
        tuple(lock["channels"]),
        tuple(lock["request"]["specs"]),
        str(lock["request"]["system_requirements"].get("cuda", "")),
    )


def load(data: pathlib.Path):
    """The fixed requests and those of the largest locks in data/locks whose channels are all there."""
    locks = [(path, json.loads(path.read_text())) for path in sorted((data / "locks").glob("*.json"))]
    locks = [
        (path, lock)
        for path, lock in locks
        if all((data / "channels" / channel).is_dir() for channel in lock["channels"])
    ]
    locks.sort(key=lambda each: -len(each[1]["packages"]))
    return list(FIXED) + [_of_lock(path, lock) for path, lock in locks[:_LOCKS]]


def names_of(requests):
    """The names that the requests ask for, and the one that python needs by itself."""
    return sorted({name_of_spec(spec) for request in requests for spec in request.specs} | {"pip"})
