"""The program shards."""

import argparse
import os
import pathlib
import shutil
import subprocess
import tempfile

from etalon_bench.measure import markdown_table, quartiles, run_once, with_spread
from etalon_bench.web_server import serve

SUBDIRS = ("linux-64", "noarch")


def parse_arguments(words):
    parser = argparse.ArgumentParser(
        prog="shards",
        description="Measures a resolve from a channel in shards, from nginx over TLS and HTTP/2, with nothing in "
        "the cache and with all that it wants; beside the same from the whole list, and beside curl, which fetches "
        "the very same files at once and looks at none.",
    )
    parser.add_argument("channels", type=pathlib.Path, help="a folder of channels")
    parser.add_argument("specs", nargs="*", default=["pytorch-gpu", "python=3.12"])
    parser.add_argument("--channel", default="conda-forge")
    parser.add_argument("--etalon", default="build/release/bin/etalon")
    parser.add_argument("--make-shards", default="build/release/bin/etalon-make-shards")
    parser.add_argument("--rounds", type=int, default=11)
    return parser.parse_args(words)


def make_channels(make_shards, channel, served):
    """`whole` and `sharded` below `served`."""
    for subdir in SUBDIRS:
        for form in ("whole", "sharded"):
            (served / form / subdir).mkdir(parents=True)
        packed = served / "whole" / subdir / "repodata.json.zst"
        shutil.copy(channel / subdir / "repodata.json.zst", packed)
        subprocess.run([make_shards, packed, served / "sharded" / subdir], check=True, stdout=subprocess.DEVNULL)


class Resolve:
    def __init__(self, program, server, form, specs, work):
        self._home = work / "etalon"
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._home),
            "XDG_CACHE_HOME": str(self._home / "cache"),
            "ETALON_HOME": str(self._home / "data"),
            "SSL_CERT_FILE": str(server.certificate),
            "CONDA_OVERRIDE_GLIBC": "2.36",
            "CONDA_OVERRIDE_CUDA": "12.8",
        }
        command = [program, "env", "create", "-n", "bench", "--dry-run", "--json", "--override-channels"]
        self._command = [*command, "-c", f"{server.url}/{form}", *specs]

    def run(self):
        return run_once(self._command, self._environment)

    def run_cold(self):
        shutil.rmtree(self._home, ignore_errors=True)
        return self.run()


def run_curl(server, requests, work):
    """The same files over one connection, all asked for at once."""
    lines = [f'url = "{server.url}{request.path}"\noutput = "/dev/null"\n' for request in requests]
    script = work / "curl"
    script.write_text("".join(lines))
    options = ["--silent", "--fail", "--http2", "--parallel", "--parallel-max", "100"]
    return run_once(["curl", *options, "--cacert", server.certificate, "--config", script])


def main(words=None):
    arguments = parse_arguments(words)
    samples = {}

    def keep(name, number, sample):
        if number > 0:  # the first round warms up
            samples.setdefault(name, []).append(sample)

    with tempfile.TemporaryDirectory(prefix="etalon-bench-") as directory:
        work = pathlib.Path(directory)
        make_channels(arguments.make_shards, arguments.channels.resolve() / arguments.channel, work / "served")
        with serve(work / "served", work, "https") as server:
            sharded = Resolve(arguments.etalon, server, "sharded", arguments.specs, work)
            whole = Resolve(arguments.etalon, server, "whole", arguments.specs, work)
            for number in range(arguments.rounds + 1):
                server.take_requests()
                keep("shards, cold", number, sharded.run_cold())
                requests = server.take_requests()
                keep("shards, warm", number, sharded.run())
                keep("curl, the same files", number, run_curl(server, requests, work))
                keep("whole list, cold", number, whole.run_cold())
                keep("whole list, warm", number, whole.run())
    rows = [
        [
            name,
            with_spread([sample.wall for sample in kept], 1000),
            with_spread([sample.cpu for sample in kept], 1000),
            f"{quartiles([sample.peak for sample in kept])[1] / 2**20:.0f}",
        ]
        for name, kept in samples.items()
    ]
    kib = sum(request.body_bytes for request in requests) / 1024
    connections = len({request.connection for request in requests})
    protocols = ", ".join(sorted({request.protocol for request in requests}))
    print(f"{arguments.channel}, {' '.join(arguments.specs)}: {len(requests)} files of {kib:.0f} KiB together,")
    print(f"{connections} connections of {protocols}; medians of {arguments.rounds} rounds")
    print("(first quartile-third quartile).\n")
    print(markdown_table(["", "wall ms", "cpu ms", "peak MiB"], rows))
    return 0
