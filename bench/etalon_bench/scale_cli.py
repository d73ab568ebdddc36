"""The program scale-channel."""

import argparse
import collections
import pathlib
import statistics
import sys

from etalon_bench import requests
from etalon_bench.repodata import SECTIONS, open_repodata, read_records
from etalon_bench.scale import Copier, Release, reachable_names


def parse_arguments(words):
    parser = argparse.ArgumentParser(
        prog="scale-channel",
        description="Makes channels of RECORDS records together out of real ones; same words, same bytes.",
    )
    parser.add_argument("data", type=pathlib.Path, help="holds channels/ and locks/")
    parser.add_argument("out", type=pathlib.Path, help="gets a directory per channel")
    parser.add_argument("--records", type=int, default=500_000)
    parser.add_argument(
        "--reached", type=float, default=0.5, help="share of the added records that requests can reach"
    )
    parser.add_argument("--channels", nargs="+", default=["conda-forge", "pytorch", "nvidia"])
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


class Subdir:
    """What one repodata.json will hold: the real records, and what is copied how often."""

    def __init__(self):
        self.sections = {section: [] for section in SECTIONS}  # (file name, record)
        self.copies = []  # (real record, suffix of the name, release)

    def names(self):
        counts = collections.Counter(
            record["name"] for records in self.sections.values() for _, record in records
        )
        real = dict(counts)
        counts.update(record["name"] + suffix for record, suffix, _ in self.copies)
        return real, counts


def load(data, channels):
    subdirs = {}
    for channel in channels:
        for subdir, section, file_name, record in read_records(data / "channels" / channel):
            entry = subdirs.setdefault((channel, subdir), Subdir())
            entry.sections[section].append((file_name, record))
    return subdirs


def add_copies(subdirs, reached, count, rounds_per_name):
    """Adds `count` copies of the reached records, round after round.

    `rounds_per_name` 0: under their own names, for requests to find. Else under new names, each of which
    takes that many rounds, as the others did."""
    originals = [
        (subdir, record)
        for subdir in subdirs.values()
        for records in subdir.sections.values()
        for _, record in records
        if record["name"] in reached
    ]
    number = 0
    while count > 0:
        number += 1
        suffix, release = "", Release(number)
        if rounds_per_name:
            suffix = f"-far{(number - 1) // rounds_per_name}"
            release = Release((number - 1) % rounds_per_name + 1)
        for subdir, record in originals:
            if count > 0 and release.can_copy(record):
                subdir.copies.append((record, suffix, release))
                count -= 1
    return number


def write_subdir(path, name, subdir, copier, reached):
    with open_repodata(path, name) as writer:
        for section in SECTIONS:
            writer.begin(section)
            for file_name, record in subdir.sections[section]:
                writer.add(file_name, record)
            if section == "packages.conda":
                for record, suffix, release in subdir.copies:
                    writer.add(*copier.copy(record, suffix, reached, release))
            writer.end()


def describe(counts):
    counts = sorted(counts)
    return (
        f"{sum(counts):>9} records of {len(counts):>6} names; a name has "
        f"{statistics.median(counts):g} (median), {counts[len(counts) * 99 // 100]} (99th percentile), "
        f"{counts[-1]} (most)"
    )


def main(words=None):
    arguments = parse_arguments(words)
    subdirs = load(arguments.data, arguments.channels)
    real = [
        record
        for subdir in subdirs.values()
        for records in subdir.sections.values()
        for _, record in records
    ]
    if arguments.records < len(real):
        print(f"error: the real channels have {len(real)} records already", file=sys.stderr)
        return 2
    reached = reachable_names(real, requests.names_of(requests.load(arguments.data)))
    added = arguments.records - len(real)
    near = int(added * arguments.reached)
    rounds = add_copies(subdirs, reached, near, 0)
    add_copies(subdirs, reached, added - near, rounds)
    copier = Copier(real, arguments.seed)
    for (channel, name), subdir in subdirs.items():
        write_subdir(arguments.out / channel / name / "repodata.json.zst", name, subdir, copier, reached)
        before, after = subdir.names()
        print(f"{channel}/{name} real:  {describe(before.values())}")
        print(f"{channel}/{name} grown: {describe(after.values())}")
    print(f"{len(reached)} names can be reached by the requests")
    return 0
