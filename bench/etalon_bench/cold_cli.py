"""The program cold-index."""

import argparse
import os
import pathlib
import shutil
import tempfile

from etalon_bench.measure import Sample, markdown_table, quartiles, ratio, run_once, with_spread
from etalon_bench.web_server import serve


def parse_arguments(words):
    parser = argparse.ArgumentParser(
        prog="cold-index",
        description="Measures a resolve of one small package with nothing in the cache - fetch, decompress, "
        "index - beside `zstd -dc` and a plain simdjson parse of the same bytes.",
    )
    parser.add_argument("channels", type=pathlib.Path, help="a folder of channels")
    parser.add_argument("--channel", default="conda-forge")
    parser.add_argument("--spec", default="tzdata", help="a package without dependencies")
    parser.add_argument("--etalon", default="build/release/bin/etalon")
    parser.add_argument("--json-parse", default="build/release/bin/etalon-json-parse")
    parser.add_argument("--rounds", type=int, default=11)
    return parser.parse_args(words)


def run_etalon(program, url, spec, work):
    home = work / "etalon"
    shutil.rmtree(home, ignore_errors=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "ETALON_HOME": str(home / "data"),
    }
    command = [program, "env", "create", "-n", "bench", "--dry-run", "--json", "--override-channels"]
    return run_once([*command, "-c", url, spec], environment)


def run_reference(parser, packed, work):
    """The sum of `zstd -dc` and a parse, file after file; the peak of the larger step."""
    steps = []
    for number, path in enumerate(packed):
        plain = work / f"{number}.json"
        steps.append(run_once(["zstd", "-dc", path], keep_output=plain))
        steps.append(run_once([parser, plain]))
    return Sample(
        sum(step.wall for step in steps), sum(step.cpu for step in steps), max(step.peak for step in steps)
    )


def main(words=None):
    arguments = parse_arguments(words)
    channels = arguments.channels.resolve()
    packed = [
        path
        for subdir in ("linux-64", "noarch")
        if (path := channels / arguments.channel / subdir / "repodata.json.zst").exists()
    ]
    own, reference = [], []
    with tempfile.TemporaryDirectory(prefix="etalon-bench-") as directory:
        work = pathlib.Path(directory)
        with serve(channels, work) as server:
            for number in range(arguments.rounds + 1):
                samples = (
                    run_etalon(arguments.etalon, f"{server.url}/{arguments.channel}", arguments.spec, work),
                    run_reference(arguments.json_parse, packed, work),
                )
                if number > 0:  # the first round warms up
                    own.append(samples[0])
                    reference.append(samples[1])
        json_bytes = sum((work / f"{number}.json").stat().st_size for number in range(len(packed)))
    rows = []
    for name, samples in (("etalon, cold", own), ("zstd -dc, then simdjson", reference)):
        is_own = samples is own
        rows.append(
            [
                name,
                with_spread([sample.wall for sample in samples], 1000),
                with_spread([sample.cpu for sample in samples], 1000),
                f"{quartiles([sample.peak for sample in samples])[1] / 2**20:.0f}",
                ratio([s.wall for s in own], [s.wall for s in reference]) if is_own else "",
                ratio([s.cpu for s in own], [s.cpu for s in reference]) if is_own else "",
            ]
        )
    header = ["", "wall ms", "cpu ms", "peak MiB", "wall / reference", "cpu / reference"]
    print(f"{arguments.channel}: {json_bytes / 2**20:.0f} MiB of JSON; medians of {arguments.rounds} rounds")
    print("(first quartile-third quartile).\n")
    print(markdown_table(header, rows))
    return 0
