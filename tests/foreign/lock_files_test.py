#!/usr/bin/env python3
"""Gives Etalon's lock files to conda-lock and rattler, and theirs to Etalon.

Needs a Python with both packages, for example:

    python3 -m venv /tmp/foreign && /tmp/foreign/bin/pip install conda-lock py-rattler
    /tmp/foreign/bin/python tests/foreign/lock_files_test.py --etalon build/dev/bin/etalon

ctest runs it with the interpreter that ETALON_FOREIGN_PYTHON names, and skips it (77) where there is
none. Tried with conda-lock 4.0.3 and py-rattler 0.28.0.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from foreign_python import import_foreign

PLATFORMS = ["linux-64", "osx-arm64"]
SPECS = ["app >=1", "library=1.*", "pure 0.1 any_0", "extra==2.0"]


class Home:
    """A folder of its own with a channel, and the program to be tested in it."""

    def __init__(self, etalon, folder):
        self.etalon_program = etalon
        self.folder = folder
        self.channel = folder / "home/channels/world"
        self.environment = {
            "HOME": str(folder / "user"),
            "ETALON_HOME": str(folder / "home"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PATH": "/usr/bin:/bin",
            "CONDA_OVERRIDE_CUDA": "",
        }

    def run(self, *words):
        done = subprocess.run([self.etalon_program, *words], env=self.environment, cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"etalon {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def build(self, name, version, depends=(), build="0", noarch="generic"):
        stem = f"trees/{name}-{version}"
        self.write(f"{stem}/share/{name}.txt", f"{name} {version}\n")
        recipe = self.write(
            f"{stem}.yaml",
            f"package: {{name: {name}, version: '{version}'}}\n"
            f"build: {{number: 0, string: '{build}', noarch: {noarch}}}\n"
            f"requirements: {{run: {json.dumps(list(depends))}}}\n")
        self.run("package", "build", str(self.folder / stem), "--recipe", str(recipe),
                 "--output-dir", str(self.channel))

    def make_channel(self):
        self.build("library", "1.0")
        self.build("library", "2.0")
        self.build("pure", "0.1", build="any_0")
        self.build("extra", "2.0", build="py_7")
        self.build("app", "1.5", ["library >=1.0,<2", "pure", "__unix"], build="h0_3")
        self.build("tester", "1.0", ["library", "helper"])
        self.build("helper", "1.0")
        self.build("writer", "1.0", ["helper"])
        self.run("channel", "index", str(self.channel))
        specs = "".join(f"  - {json.dumps(spec)}\n" for spec in SPECS)
        self.write("environment.yml",
                   f"name: demo\nchannels:\n  - file://{self.channel}\ndependencies:\n{specs}")


def check(condition, text):
    if not condition:
        raise SystemExit(f"FAILED: {text}")
    print(f"  {text}")


def installed(home, name):
    listed = json.loads(home.run("list", "-n", name, "--json"))
    return sorted((each["name"], each["version"]) for each in listed["packages"])


def check_conda_lock(home, conda_lock):
    from conda_lock.content_hash import backwards_compatible_content_hashes
    from conda_lock.lockfile import parse_conda_lock_file, write_conda_lock_file
    from conda_lock.src_parser import make_lock_spec
    from conda_lock.virtual_package import default_virtual_package_repodata

    home.run("lock", "-f", "environment.yml", *[f"--platform={each}" for each in PLATFORMS])
    path = home.folder / "conda-lock.yml"
    lock = parse_conda_lock_file(path)
    check(len(lock.package) == 8, "conda-lock reads conda-lock.yml of two platforms")
    check(lock.metadata.platforms == PLATFORMS, "conda-lock sees the platforms")

    mapping = home.write("names.json", "{}")  # conda-lock would ask the network for it
    wanted = make_lock_spec(src_files=[home.folder / "environment.yml"],
                            platform_overrides=PLATFORMS, mapping_url=f"file://{mapping}")
    machine = default_virtual_package_repodata()
    for platform in PLATFORMS:
        check(lock.metadata.content_hash[platform]
              in backwards_compatible_content_hashes(wanted, machine, platform),
              f"conda-lock takes the content hash for {platform} as its own")

    theirs = home.folder / "theirs.yml"
    write_conda_lock_file(lock, theirs, metadata_choices=None)
    home.run("env", "create", "-f", "theirs.yml", "-n", "of-conda-lock", "-y")
    check(installed(home, "of-conda-lock")
          == [("app", "1.5"), ("extra", "2.0"), ("library", "1.0"), ("pure", "0.1")],
          "Etalon makes an environment of what conda-lock writes")
    home.run("lock", "--check", "-o", "theirs.yml", "-f", "environment.yml")
    check(True, "Etalon says that what conda-lock writes still holds")

    exported = home.write("exported.yml", home.run("env", "export", "-n", "of-conda-lock",
                                                   "--format", "conda-lock"))
    check(len(parse_conda_lock_file(exported).package) == 4, "conda-lock reads an export")


def check_categories(home, conda_lock):
    """Categories are those that conda-lock gives, and both choose among them alike."""
    from conda_lock.content_hash import backwards_compatible_content_hashes
    from conda_lock.lockfile import apply_categories, parse_conda_lock_file
    from conda_lock.src_parser import make_lock_spec
    from conda_lock.virtual_package import default_virtual_package_repodata

    for category, spec in (("dev", "tester"), ("docs", "writer")):
        home.write(f"{category}.yml", f"channels: ['file://{home.channel}']\n"
                                      f"category: {category}\ndependencies: [{spec}]\n")
    manifests = ["environment.yml", "dev.yml", "docs.yml"]
    home.run("lock", "-o", "categories.yml", "--platform", "linux-64",
             *[word for each in manifests for word in ("-f", each)])
    lock = parse_conda_lock_file(home.folder / "categories.yml")
    found = {each.name: set(each.categories) for each in lock.package}

    mapping = f"file://{home.folder / 'names.json'}"
    wanted = make_lock_spec(src_files=[home.folder / each for each in manifests],
                            platform_overrides=["linux-64"], mapping_url=mapping)
    check(lock.metadata.content_hash["linux-64"]
          in backwards_compatible_content_hashes(wanted, default_virtual_package_repodata(),
                                                 "linux-64"),
          "conda-lock takes the content hash of several categories as its own")
    planned = {each.name: each for each in lock.package}
    for each in planned.values():
        each.categories = set()
    apply_categories(requested={each.name: each for each in wanted.dependencies["linux-64"]},
                     planned=planned, mapping_url=mapping)
    check(found == {name: each.categories for name, each in planned.items()},
          "packages have the categories that conda-lock gives them")
    check(found["helper"] == {"dev", "docs"} and found["library"] == {"main"},
          "a package has all its categories, or main alone")

    for words, extras, dev in (([], [], True), (["--no-dev"], [], False),
                               (["--no-dev", "--extras", "docs"], ["docs"], False)):
        plan = json.loads(home.run("create", "-f", "categories.yml", "-n", "x", "--dry-run",
                                   "--json", *words))
        rendered = conda_lock.render_lockfile_for_platform(
            lockfile=parse_conda_lock_file(home.folder / "categories.yml"), platform="linux-64",
            kind="explicit", include_dev_dependencies=dev, extras=set(extras))
        urls = {line.split("#")[0] for line in rendered if line.startswith("file:")}
        check(urls == {each["url"] for each in plan["packages"]},
              f"conda-lock chooses as Etalon does with {' '.join(words) or 'no further words'}")


def check_pixi(home, rattler):
    home.run("lock", "-f", "environment.yml", "--format", "pixi",
             *[f"--platform={each}" for each in PLATFORMS])
    path = home.folder / "pixi.lock"
    lock = rattler.LockFile.from_path(path)
    environment = lock.default_environment()
    for platform in environment.platforms():
        check(len(environment.packages(platform)) == 4, f"rattler reads pixi.lock for {platform.name}")
    theirs = home.folder / "theirs.lock"
    lock.to_path(theirs)
    check(theirs.read_text() == path.read_text(), "rattler writes pixi.lock to the same bytes")
    home.run("env", "create", "-f", "theirs.lock", "-n", "of-rattler", "-y")
    check(len(installed(home, "of-rattler")) == 4, "Etalon makes an environment of what rattler writes")
    exported = home.write("exported.lock", home.run("env", "export", "-n", "of-rattler",
                                                    "--format", "pixi"))
    rattler.LockFile.from_path(exported).to_path(theirs)
    check(theirs.read_text() == exported.read_text(), "rattler writes an export to the same bytes")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--etalon", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    conda_lock, _, _, rattler = import_foreign(
        ["conda_lock", "conda_lock.conda_lock", "conda_lock.lockfile", "rattler"],
        "conda-lock and py-rattler")
    import importlib.metadata as metadata
    print("conda-lock", metadata.version("conda-lock"), "py-rattler", metadata.version("py-rattler"))
    with tempfile.TemporaryDirectory(prefix="etalon-foreign.") as folder:
        home = Home(str(arguments.etalon.resolve()), pathlib.Path(folder))
        home.make_channel()
        check_conda_lock(home, conda_lock)
        check_categories(home, conda_lock.conda_lock)
        check_pixi(home, rattler)


if __name__ == "__main__":
    main()
