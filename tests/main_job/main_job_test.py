"""The main job on real parts: Debian's LibTorch as a channel, environments from the shipped manifests,
snapshot, run, benchmark. Needs the package lists of apt, a C++ compiler and some gigabytes.

usage: main_job_test.py --etalon PROGRAM --source DIR --home DIR
The home is kept: a second run makes nothing twice but the environments.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest
import zipfile

OPTIONS = argparse.Namespace()
SHIPPED = ("libtorch-openblas", "libtorch-blis", "libtorch-reference")


def environment():
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("CONDA_", "ETALON_"))}
    variables["ETALON_HOME"] = str(OPTIONS.home)
    variables["XDG_CACHE_HOME"] = str(OPTIONS.home / "cache")
    return variables


def etalon(*words, check=True):
    done = subprocess.run(
        [OPTIONS.etalon, *words], env=environment(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, cwd=OPTIONS.home)
    if check and done.returncode != 0:
        raise AssertionError(f"etalon {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def etalon_json(*words):
    return json.loads(etalon(*words, "--json").stdout)


def prefix(name):
    return OPTIONS.home / "envs" / name


def create(name, manifest=None):
    if prefix(name).exists():
        etalon("env", "remove", "-n", name, "-y")
    manifest = manifest or OPTIONS.source / "envs" / f"{name}.yml"
    return etalon_json("env", "create", "-f", str(manifest), "-n", name)


def digests(name):
    """sha256 (or link target) of every file of the prefix that a package owns, by path."""
    found = {}
    for record in sorted((prefix(name) / "conda-meta").glob("*-*-*.json")):
        for path in json.loads(record.read_text())["files"]:
            file = prefix(name) / path
            if file.is_symlink():
                found[path] = os.readlink(file)
            elif file.is_file():
                found[path] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def placeholder_paths(name):
    found = set()
    for record in (prefix(name) / "conda-meta").glob("*-*-*.json"):
        for entry in json.loads(record.read_text())["paths_data"]["paths"]:
            if "prefix_placeholder" in entry:
                found.add(entry["_path"])
    return found


class MainJob(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run(
            [OPTIONS.source / "tools" / "debian-channel", "--etalon", OPTIONS.etalon],
            env=environment(), check=True, stdout=sys.stderr)
        for name in SHIPPED:
            create(name)

    def test_each_provider_of_blas_is_chosen_by_build_string(self):
        for name in SHIPPED:
            packages = {p["name"]: p for p in etalon_json("list", "-n", name)["packages"]}
            variant = name.removeprefix("libtorch-")
            self.assertIn(variant, packages["libblas"]["build_string"])
            self.assertIn(variant, packages["blas"]["build_string"])

    def test_a_snapshot_recreates_the_environment(self):
        name = "libtorch-openblas"
        before = digests(name)
        replaced = placeholder_paths(name)
        self.assertTrue(replaced, "no file with a prefix placeholder: nothing is tested")
        ident = etalon_json("env", "info", "-n", name)["environment_id"]
        snapshot = OPTIONS.home / "snapshot.yml"
        snapshot.write_text(etalon("env", "export", "-n", name).stdout)
        explicit = OPTIONS.home / "explicit.txt"
        explicit.write_text(etalon("env", "export", "-n", name, "--explicit").stdout)

        for copy, source in (("copy", snapshot), ("listed", explicit)):
            create(copy, source)
            self.assertEqual(etalon_json("env", "info", "-n", copy)["environment_id"], ident)
            after = digests(copy)
            self.assertEqual(before.keys(), after.keys())
            differing = {path for path in before if before[path] != after[path]}
            self.assertLessEqual(differing, replaced)

        create(name, explicit)  # at the same path everything is equal
        self.assertEqual(digests(name), before)
        self.assertTrue(etalon_json("env", "verify", "-n", name, "--full")["intact"])

    def test_python_with_pytorch_runs_isolated(self):
        name = "pytorch-openblas"
        create(name)
        code = "import sys, numpy, torch; print(sys.prefix); print(torch.__file__); print(torch.ones(2).sum().item())"
        lines = etalon("run", "-n", name, "--", "python3", "-c", code).stdout.splitlines()
        self.assertEqual(lines[0], str(prefix(name)))
        self.assertTrue(lines[1].startswith(str(prefix(name))))
        self.assertEqual(lines[2], "2.0")
        self.assertIn("pip", etalon("run", "-n", name, "--", "pip", "--version").stdout)
        before = digests(name)
        explicit = OPTIONS.home / "python.txt"
        explicit.write_text(etalon("env", "export", "-n", name, "--explicit").stdout)
        create(name, explicit)
        self.assertEqual(digests(name), before, "byte-compiled files are equal as well")

        script = OPTIONS.source / "examples" / "dataloader_benchmark.py"
        figures = json.loads(etalon(
            "run", "-n", name, "--", "python3", str(script), "--json", "--num-workers", "1",
            "--dataset-size", "64", "--batches", "4", "--samples", "2").stdout)
        self.assertEqual([sample["batches"] for sample in figures["samples"]], [4, 4])

    def test_pip_installs_beside_the_packages_of_the_channel(self):
        wheels = OPTIONS.home / "wheels"
        wheels.mkdir(exist_ok=True)
        with zipfile.ZipFile(wheels / "wordy-1.0-py3-none-any.whl", "w") as wheel:
            info = "wordy-1.0.dist-info"
            wheel.writestr("wordy.py", "import numpy\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(
                f"{info}/METADATA", "Metadata-Version: 2.1\nName: wordy\nVersion: 1.0\nRequires-Dist: numpy\n")
            wheel.writestr(f"{info}/RECORD", f"wordy.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
        manifest = OPTIONS.home / "wordy.yml"
        manifest.write_text(
            "channels: [debian]\ndependencies:\n  - python\n  - pip\n  - numpy\n"
            f"  - pip:\n    - --no-index\n    - --find-links {wheels}\n    - wordy\n")
        made = create("wordy", manifest)["result"]
        self.assertEqual([p["name"] for p in made["pip"]["packages"]], ["wordy"], "numpy is the channel's")
        self.assertEqual(made["pip"]["overridden"], [])
        file = etalon("run", "-n", "wordy", "--", "python3", "-c", "import wordy; print(wordy.__file__)").stdout
        self.assertEqual(file.strip(), str(prefix("wordy") / "lib/python3/dist-packages/wordy.py"))
        self.assertTrue(etalon_json("env", "verify", "-n", "wordy", "--full")["intact"])
        snapshot = OPTIONS.home / "wordy-snapshot.yml"
        snapshot.write_text(etalon("env", "export", "-n", "wordy").stdout)
        again = create("wordy-again", snapshot)["result"]
        self.assertEqual(again["environment_id"], made["environment_id"])

    def test_the_data_loader_sweep(self):
        result = etalon_json(
            "bench", "run", "-n", "libtorch-openblas", "--workload", "dataloader",
            "--batch-size", "16,32", "--num-workers", "0,1", "--dataset-size", "64",
            "--param", "batches=4", "--min-samples", "3", "--timeout", "2")
        self.assertEqual([s["outcome"] for s in result["states"]], ["done"] * 4)
        for state in result["states"]:
            self.assertGreater(state["summary"]["batches_per_second"], 0)
            self.assertTrue(state["first_batch_seconds"])
            self.assertTrue(state["samples"])
            outside = [o["path"] for o in state["objects"] if o["outside_prefix"]]
            self.assertEqual(outside, [], "nothing but glibc may come from outside")
        shown = etalon_json("bench", "show", result["id"])
        self.assertEqual(shown, result)
        self.assertIn(result["id"], etalon("bench", "list").stdout)

    def test_the_same_code_in_three_environments(self):
        result = etalon_json(
            "bench", "run", *(w for n in SHIPPED for w in ("-n", n)), "--workload", "train",
            "--model", "mlp,convnet", "--min-samples", "3", "--timeout", "3")
        self.assertEqual(len(result["states"]), 6)
        for state in result["states"]:
            self.assertEqual(state["outcome"], "done", state["reason"])
            blas = {o["package"].split("-")[0] for o in state["objects"] if "blas" in o["path"] or "blis" in o["path"]}
            self.assertTrue(blas, "the BLAS that was measured is known")
            self.assertEqual([o["path"] for o in state["objects"] if o["outside_prefix"]], [])

    def test_pinned_memory_on_the_cpu_is_a_skipped_state(self):
        done = etalon(
            "bench", "run", "-n", "libtorch-openblas", "--workload", "dataloader", "--device", "cpu",
            "--pin-memory", "true", "--dataset-size", "8", "--json", check=False)
        state = json.loads(done.stdout)["states"][0]
        self.assertEqual((done.returncode, state["outcome"]), (3, "skipped"))
        self.assertIn("CUDA", state["reason"])

    def test_a_runner_that_is_killed_is_a_failed_state(self):
        command = [OPTIONS.etalon, "bench", "run", "-n", "libtorch-openblas", "--workload", "train",
                   "--json", "--timeout", "60", "--max-noise", "0"]
        with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as process:
            killed = False
            while not killed and process.poll() is None:
                killed = subprocess.run(
                    ["pkill", "-KILL", "-P", str(process.pid), "-x", "runner"]).returncode == 0
            result = json.loads(process.stdout.read())
        self.assertEqual(process.returncode, 4)
        self.assertEqual(result["states"][0]["outcome"], "failed")
        self.assertIn("killed", result["states"][0]["reason"])

    def test_the_channel_is_made_once(self):
        again = subprocess.run(
            [OPTIONS.source / "tools" / "debian-channel", "--etalon", OPTIONS.etalon],
            env=environment(), check=True, capture_output=True, text=True)
        self.assertNotIn("[1/", again.stdout + again.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--etalon", required=True, type=pathlib.Path)
    parser.add_argument("--source", required=True, type=pathlib.Path)
    parser.add_argument("--home", required=True, type=pathlib.Path)
    parser.parse_args(namespace=OPTIONS)
    for name in ("etalon", "source", "home"):
        setattr(OPTIONS, name, getattr(OPTIONS, name).absolute())
    OPTIONS.home.mkdir(parents=True, exist_ok=True)
    for stale in ("envs", "results.sqlite"):
        path = OPTIONS.home / stale
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    unittest.main(argv=[sys.argv[0], "-v"])


if __name__ == "__main__":
    main()
