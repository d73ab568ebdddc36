"""Runs a program once and says what it took."""

import dataclasses
import os
import statistics
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class Sample:
    wall: float  # seconds, from starting the process to its end
    cpu: float  # seconds, of all its threads and children
    peak: int  # bytes; at least what this script itself takes, since a process starts as a copy


class ProgramFailed(Exception):
    """A program that was to be measured ended with another status than 0."""


def run_once(command, environment=None, keep_output=None):
    """A Sample of `command`. `keep_output`: a path that gets its stdout."""
    with open(keep_output or os.devnull, "wb") as out:
        began = time.perf_counter()
        # Output goes to files: a pipe would make it wait for this process.
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise ProgramFailed(f"{' '.join(map(str, command))} ended with status {process.returncode}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def quartiles(values):
    """The first, second and third quartile."""
    if len(values) < 2:
        return (values[0],) * 3
    return tuple(statistics.quantiles(values, n=4, method="inclusive"))


def with_spread(values, scale=1.0, digits=1):
    """`median (first quartile-third quartile)`."""
    low, middle, high = (value * scale for value in quartiles(values))
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def ratio(numerators, denominators):
    """The ratios round by round: what slows a whole round down slows both sides."""
    return with_spread([a / b for a, b in zip(numerators, denominators)])


def markdown_row(cells):
    return "| " + " | ".join(cells) + " |"


def markdown_table(header, rows):
    lines = [markdown_row(cells) for cells in [header, *rows]]
    lines.insert(1, "|" + "---|" * len(header))
    return "\n".join(lines)
