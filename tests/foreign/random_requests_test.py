#!/usr/bin/env python3
"""Asks Etalon and py-rattler a thousand random requests to real channels and compares the answers.

Needs a Python with py-rattler and zstandard, for example:

    python3 -m venv /tmp/foreign && /tmp/foreign/bin/pip install py-rattler zstandard
    /tmp/foreign/bin/python tests/foreign/random_requests_test.py \\
        --program build/dev/bin/etalon-solve-requests --channels ../shared/data/channels

ctest runs it with the interpreter that ETALON_FOREIGN_PYTHON names, and skips it (77) where there is
none, or where the channels are not there. Tried with py-rattler 0.28.0.

Both are strict about channels and leave pip to those who ask for it. Verdicts must be the same; where
they are not, a SAT solver that knows neither decides, and Etalon must be on its side. Where packages
differ, each request counts under the first rule that holds (docs/reference/resolution.md):

    requested-newer    the first requested spec with another package: Etalon's has the greater version
    requested-build    likewise: same version, another build that Etalon's order puts first
    features           likewise: Etalon's has fewer track_features, which come before the version
    channel            likewise: another channel serves it
    rest               what was requested is the same: only what nobody asked for differs
    requested-older    likewise, Etalon's is older: an error
"""

import argparse
import asyncio
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from foreign_python import SKIPPED, import_foreign

SUBDIRS = ["linux-64", "noarch"]
# As example_machine() in tests/resolution/real_channels.cpp.
MACHINE = [("__cuda", "12.2", "0"), ("__glibc", "2.36", "0"), ("__linux", "6.1", "0"),
           ("__unix", "0", "0"), ("__archspec", "1", "x86_64_v3")]


class Rattler:
    """py-rattler over the same files."""

    def __init__(self, rattler, zstandard, folder, scratch):
        self.rattler = rattler
        self.zstandard = zstandard
        self.folder = folder
        self.scratch = scratch
        self.loaded = {}
        self.machine = [rattler.GenericVirtualPackage(rattler.PackageName(name), rattler.Version(version),
                                                      rattler.BuildString(build))
                        for name, version, build in MACHINE]

    def repodata(self, channel):
        if channel not in self.loaded:
            self.loaded[channel] = []
            for subdir in SUBDIRS:
                packed = self.folder / channel / subdir / "repodata.json.zst"
                if packed.exists():
                    path = self.scratch / channel / subdir / "repodata.json"
                    path.parent.mkdir(parents=True)
                    path.write_bytes(self.zstandard.ZstdDecompressor().stream_reader(packed.read_bytes()).read())
                    self.loaded[channel].append(
                        self.rattler.SparseRepoData(self.rattler.Channel(channel), subdir, path))
        return self.loaded[channel]

    @staticmethod
    def written(spec):
        """py-rattler does not read `name==version=build`."""
        return re.sub(r"^([\w.-]+)==([^=]+)=([^=]+)$", r"\1 ==\2 \3", spec)

    def packages(self, request):
        """name -> record, or None where there is no answer."""
        repodata = [each for channel in request["channels"] for each in self.repodata(channel)]
        try:
            records = asyncio.run(self.rattler.solve_with_sparse_repodata(
                [self.written(spec) for spec in request["specs"]], repodata, virtual_packages=self.machine,
                channel_priority=self.rattler.ChannelPriority.Strict, add_pip_as_python_dependency=False))
        except self.rattler.exceptions.SolverError:
            return None
        return {record.name.normalized: record for record in records}


class Differences:
    """What the two say to each request, sorted by rule."""

    def __init__(self, rattler):
        self.rattler = rattler
        self.counts = collections.Counter()
        self.examples = collections.defaultdict(list)
        self.errors = []

    def count(self, rule, example):
        self.counts[rule] += 1
        self.examples[rule].append(example)
        if rule == "requested-older":
            self.errors.append(f"{rule}: {example}")

    def compare(self, request, ours, theirs):
        text = ", ".join(request["specs"])
        if ours["solvable"] != ours["solved"]:
            self.errors.append(f"Etalon and the SAT solver differ: {text}")
        if (theirs is not None) != ours["solved"]:
            verdict = "solved" if ours["solved"] else "refused"
            self.count(f"verdict: Etalon {verdict}, as the SAT solver says", text)
        elif theirs is None:
            self.counts["both refuse"] += 1
        else:
            self.compare_packages(request, ours, theirs, text)

    def compare_packages(self, request, ours, theirs, text):
        our_files = {path.rsplit("/", 1)[1].rsplit("-", 2)[0]: path for path in ours["packages"]}
        their_files = {name: self.place(record) for name, record in theirs.items()}
        if our_files == their_files:
            self.counts["same packages"] += 1
            return
        for spec in request["specs"]:
            name = re.match(r"[\w.-]+", spec).group().lower()
            if our_files[name] != their_files[name]:
                rule = self.rule_of(our_files[name], theirs[name])
                self.count(rule, f"{text}: {our_files[name]}, not {their_files[name]}")
                return
        names = [name for name in our_files | their_files if our_files.get(name) != their_files.get(name)]
        self.count("rest", f"{text}: {len(names)} differ: {names[0]}: "
                           f"{our_files.get(names[0])}, not {their_files.get(names[0])}")

    @staticmethod
    def place(record):
        channel = record.channel.rstrip("/").removeprefix("https://conda.anaconda.org/")
        return f"{channel}/{record.subdir}/{record.file_name}"

    def rule_of(self, ours, theirs):
        version = self.rattler.Version(ours.rsplit("-", 2)[1])
        their_version = self.rattler.Version(str(theirs.version))
        if ours.split("/")[:-2] != self.place(theirs).split("/")[:-2]:
            return "channel"
        if version > their_version:
            return "requested-newer"
        if version == their_version:
            return "requested-build"
        return "features" if theirs.track_features else "requested-older"


def run_lines(command, lines=None):
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="etalon-solve-requests")
    parser.add_argument("--channels", required=True, type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--examples", type=int, default=3, help="of each difference, to be printed")
    options = parser.parse_args()
    rattler, _, zstandard = import_foreign(
        ["rattler", "rattler.exceptions", "zstandard"],
        "py-rattler and zstandard")
    if not options.channels.is_dir():
        print(f"skipped: there is no folder {options.channels}")
        sys.exit(SKIPPED)
    drawn = run_lines([options.program, str(options.channels), "draw", str(options.count), str(options.seed)])
    began = time.monotonic()
    answers = run_lines([options.program, str(options.channels), "answer", "--oracle"], "\n".join(drawn) + "\n")
    print(f"Etalon and the SAT solver: {time.monotonic() - began:.0f} s")
    differences = Differences(rattler)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        peer = Rattler(rattler, zstandard, options.channels, pathlib.Path(scratch))
        for line, answer in zip(drawn, answers, strict=True):
            request = json.loads(line)
            differences.compare(request, json.loads(answer), peer.packages(request))
    print(f"py-rattler: {time.monotonic() - began:.0f} s")
    for rule, count in differences.counts.most_common():
        print(f"{count:6}  {rule}")
        for example in differences.examples[rule][:options.examples]:
            print(f"          {example}")
    for error in differences.errors:
        print(f"error: {error}")
    print(f"{len(drawn)} requests, {len(differences.errors)} errors")
    sys.exit(1 if differences.errors else 0)


if __name__ == "__main__":
    main()
