"""Solves with py-rattler inside one interpreter, as told on stdin; run by bench/resolve with an
interpreter that has py-rattler.

A line of JSON in: {"channels": [[name, {subdir: path of repodata.json}], ...], "specs": [...],
"virtual": [[name, version, build], ...]}; a line out: {"wall": s, "cpu": s, "peak": bytes,
"packages": n} or {"error": text}. The time begins with nothing read and ends with the solution.
"""

import asyncio
import json
import resource
import sys
import time

import rattler


async def solve(task):
    sparse = []
    for channel, subdirs in task["channels"]:
        for subdir, path in subdirs.items():
            sparse.append(rattler.SparseRepoData(rattler.Channel(channel), subdir, path))
    virtual = [
        rattler.GenericVirtualPackage(rattler.PackageName(name), rattler.Version(version), rattler.BuildString(build))
        for name, version, build in task["virtual"]
    ]
    return await rattler.solve_with_sparse_repodata(
        [rattler.MatchSpec(spec) for spec in task["specs"]],
        sparse,
        virtual_packages=virtual,
        channel_priority=rattler.ChannelPriority.Strict,
        add_pip_as_python_dependency=True,
    )


def answer(task):
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        records = asyncio.run(solve(task))
    except Exception as error:  # whatever the solver raises is its answer
        return {"error": str(error)}
    return {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "packages": len(records),
    }


def main():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
