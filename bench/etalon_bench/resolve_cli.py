"""The program resolve."""

import argparse
import contextlib
import pathlib
import sys
import tempfile

from etalon_bench import requests
from etalon_bench.contestants import Curl, Etalon, Micromamba, PyRattler
from etalon_bench.measure import ProgramFailed, markdown_row, markdown_table, quartiles, ratio, with_spread
from etalon_bench.web_server import serve

# What py-rattler is told of the machine, beside the request's __cuda; Etalon looks for itself.
_VIRTUAL = (
    ("__unix", "0", "0"),
    ("__linux", "6.1", "0"),
    ("__glibc", "2.36", "0"),
    ("__archspec", "1", "x86_64_v3"),
)


def parse_arguments(words):
    parser = argparse.ArgumentParser(
        prog="resolve",
        description="Measures warm resolves: all programs take turns, one request after the other.",
    )
    parser.add_argument("data", type=pathlib.Path, help="holds channels/ and locks/")
    parser.add_argument("--etalon", default="build/release/bin/etalon")
    parser.add_argument("--channels", type=pathlib.Path, help="instead of DATA/channels: grown ones")
    parser.add_argument("--py-rattler", metavar="PYTHON", help="an interpreter that has py-rattler")
    parser.add_argument("--micromamba", metavar="PROGRAM")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--only", metavar="TEXT", default="", help="requests with TEXT in their name")
    return parser.parse_args(words)


def measure(contestants, request, rounds):
    """{name: samples}, {name: packages or what it says instead}; the first round warms up."""
    samples = {each.name: [] for each in contestants}
    answers = {}
    for number in range(rounds + 1):
        for each in contestants:
            if isinstance(answers.get(each.name), str):
                continue
            try:
                sample, answers[each.name] = each.run(request)
            except ProgramFailed as failure:
                answers[each.name] = str(failure)
                print(f"{request.name}: {each.name}: {failure}", file=sys.stderr)
                continue
            if number > 0:
                samples[each.name].append(sample)
    return samples, answers


def rows_of(request, contestants, samples, answers):
    own = samples["etalon"]
    for each in contestants:
        taken = samples[each.name]
        if not taken:
            yield [request.name, each.name, "no answer", "", "", "", "", ""]
            continue
        is_peer = each.name not in ("etalon", "curl --version") and own
        yield [
            request.name,
            each.name,
            str(answers[each.name] or ""),
            with_spread([sample.wall for sample in taken], 1000),
            with_spread([sample.cpu for sample in taken], 1000),
            f"{quartiles([sample.peak for sample in taken])[1] / 2**20:.0f}",
            ratio([s.wall for s in taken], [s.wall for s in own]) if is_peer else "",
            ratio([s.cpu for s in taken], [s.cpu for s in own]) if is_peer else "",
        ]


_HEADER = [
    "request",
    "program",
    "packages",
    "wall ms",
    "cpu ms",
    "peak MiB",
    "wall / etalon's",
    "cpu / etalon's",
]


def main(words=None):
    arguments = parse_arguments(words)
    channels = (arguments.channels or arguments.data / "channels").resolve()
    with tempfile.TemporaryDirectory(prefix="etalon-bench-") as directory, contextlib.ExitStack() as servers:
        work = pathlib.Path(directory)
        contestants = [Etalon(arguments.etalon, channels, work), Curl()]
        if arguments.py_rattler:
            contestants.append(PyRattler(arguments.py_rattler, channels, work, _VIRTUAL))
        if arguments.micromamba:
            server = servers.enter_context(serve(channels, work))
            contestants.append(Micromamba(arguments.micromamba, server.url, work))
        print(f"Medians of {arguments.rounds} rounds (first quartile-third quartile).\n")
        print(markdown_table(_HEADER, []), flush=True)
        for request in requests.load(arguments.data):
            if arguments.only in request.name:
                samples, answers = measure(contestants, request, arguments.rounds)
                for row in rows_of(request, contestants, samples, answers):
                    print(markdown_row(row), flush=True)
        for each in contestants:
            if isinstance(each, PyRattler):
                each.close()
    return 0
