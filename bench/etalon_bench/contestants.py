"""The programs that bench/resolve measures: each solves a request once and says what it took."""

import json
import os
import pathlib
import subprocess

from etalon_bench.measure import ProgramFailed, Sample, run_once

_SUBDIRS = ("linux-64", "noarch")


class Etalon:
    name = "etalon"

    def __init__(self, program, channels, work):
        self._program, self._channels, self._work = program, channels, work

    def _environment(self, request):
        home = self._work / "etalon"
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "ETALON_HOME": str(home / "data"),
            "CONDA_OVERRIDE_CUDA": request.cuda,
        }

    def run(self, request):
        command = [self._program, "env", "create", "-n", "bench", "--dry-run", "--json"]
        command += ["--channel-priority", "strict", "--override-channels"]
        for channel in request.channels:
            command += ["-c", (self._channels / channel).as_uri()]
        out = self._work / "etalon.json"
        sample = run_once([*command, *request.specs], self._environment(request), out)
        return sample, len(json.loads(out.read_text())["packages"])


class Micromamba:
    """It keeps no cache of file:// channels, and does not look for repodata.json.zst there: it gets them over http."""

    name = "micromamba"

    def __init__(self, program, channels_url, work):
        self._program, self._channels_url, self._work = program, channels_url, work

    def run(self, request):
        command = [self._program, "create", "-n", "bench", "--dry-run", "--json", "--no-rc", "-y"]
        command += ["--channel-priority", "strict", "--override-channels"]
        for channel in request.channels:
            command += ["-c", f"{self._channels_url}/{channel}"]
        root = self._work / "micromamba"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(root),
            "MAMBA_ROOT_PREFIX": str(root / "root"),
            "CONDA_OVERRIDE_CUDA": request.cuda,
        }
        out = self._work / "micromamba.json"
        sample = run_once([*command, *request.specs], environment, out)
        return sample, len(json.loads(out.read_text())["actions"]["LINK"])


class PyRattler:
    """Its interpreter is started once and stays; every run reads the repodata anew."""

    name = "py-rattler"

    def __init__(self, interpreter, channels, work, virtual_packages):
        self._channels, self._work = channels, work
        self._virtual = virtual_packages
        worker = pathlib.Path(__file__).with_name("rattler_worker.py")
        self._process = subprocess.Popen(
            [interpreter, str(worker)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    # It reads plain JSON: unpacked once, before anything is measured.
    def _plain(self, channel, subdir):
        packed = self._channels / channel / subdir / "repodata.json.zst"
        plain = self._work / "plain" / channel / subdir / "repodata.json"
        if packed.exists() and not plain.exists():
            plain.parent.mkdir(parents=True)
            subprocess.run(["zstd", "-dqf", packed, "-o", plain], check=True)
        return plain

    def run(self, request):
        channels = []
        for channel in request.channels:
            paths = {subdir: self._plain(channel, subdir) for subdir in _SUBDIRS}
            channels.append([channel, {s: str(path) for s, path in paths.items() if path.exists()}])
        virtual = list(self._virtual) + ([["__cuda", request.cuda, "0"]] if request.cuda else [])
        task = {"channels": channels, "specs": request.specs, "virtual": virtual}
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ProgramFailed(answer["error"])
        return Sample(answer["wall"], answer["cpu"], answer["peak"]), answer["packages"]

    def close(self):
        self._process.stdin.close()
        self._process.wait()


class Curl:
    """How fast this machine starts a process that links forty libraries."""

    name = "curl --version"

    def run(self, _):
        return run_once(["curl", "--version"]), 0
