"""A Debian archive, made for the test, becomes the tree of a conda package."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from debian_channel.apt import DebianPackage
from debian_channel.catalogue import Edit, Group, Part
from debian_channel.conda_package import CondaPackage
from debian_channel.debian_version import DebianVersion
from debian_channel.elf import read_dynamic_section
from debian_channel.errors import ChannelError
from debian_channel.staging import StagedTree, stage
from debian_channel.text_paths import K_PLACEHOLDER

K_LIBRARY = Path("/usr/lib/x86_64-linux-gnu/libz.so.1")
K_LIB = "usr/lib/x86_64-linux-gnu"


class StagingTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.source = Path(scratch.name) / "source"
        self.tree = Path(scratch.name) / "tree"
        self.tree.mkdir()

    def write(self, path: str, text: str = "") -> Path:
        place = self.source / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return place

    def link(self, path: str, target: str) -> None:
        (self.source / path).parent.mkdir(parents=True, exist_ok=True)
        (self.source / path).symlink_to(target)

    def stage(
        self, name: str, group: Group | None = None, architecture: str = "amd64"
    ) -> StagedTree:
        self.write("usr/share/doc/x/copyright", "free")
        control = f"Package: {name}\nVersion: 1.0-1\nArchitecture: {architecture}\n"
        self.write("DEBIAN/control", f"{control}Maintainer: x <x@example.org>\nDescription: x\n")
        archive = self.source.parent / f"{name}_1.0-1_{architecture}.deb"
        command = ["dpkg-deb", "--root-owner-group", "-b", self.source, archive]
        subprocess.run(command, check=True, capture_output=True)
        version = DebianVersion.parse("1.0-1")
        debian = DebianPackage(name, version, architecture, [], "1.0-1", "", 0, 0, "x", "")
        group = group or Group("x", (Part(name),))
        package = CondaPackage("x", "1.0", "0", 0, group, (debian,), ())
        return stage(package, archive.parent, self.tree)

    def test_a_library_finds_its_neighbours_wherever_the_prefix_is(self) -> None:
        (self.source / K_LIB).mkdir(parents=True)
        shutil.copy(K_LIBRARY, self.source / K_LIB / "libz.so.1.2")
        self.link(f"{K_LIB}/libz.so", f"/{K_LIB}/libz.so.1.2")
        staged = self.stage("libz")
        self.assertEqual(sorted(staged.files), ["lib/libz.so.1.2", "share/licenses/x/x/copyright"])
        self.assertEqual(staged.links, {"lib/libz.so": "libz.so.1.2"})
        self.assertEqual((self.tree / "lib/libz.so").readlink(), Path("libz.so.1.2"))
        section = read_dynamic_section(self.tree / "lib/libz.so.1.2")
        assert section is not None
        self.assertEqual(section.run_path, ["$ORIGIN"])
        self.assertEqual(staged.needed, {"lib/libz.so.1.2": ["libc.so.6"]})

    def test_links_that_lead_nowhere_are_dropped_one_after_the_other(self) -> None:
        self.write("usr/bin/x")
        self.link(f"{K_LIB}/liba.so", "liba.so.1")
        self.link(f"{K_LIB}/liba.so.1", "liba.so.1.0")
        self.link(f"{K_LIB}/b/other.so", "../other.so")
        self.link("usr/bin/y", "/etc/alternatives/y")
        self.assertEqual(self.stage("liba").links, {"lib/b/other.so": "../other.so"})

    def test_hard_links_become_files(self) -> None:
        first = self.write("usr/bin/x", "#!/bin/sh\n")
        first.chmod(0o755)
        (self.source / "usr/bin/y").hardlink_to(first)
        self.stage("x")
        self.assertEqual((self.tree / "bin/x").read_text(), (self.tree / "bin/y").read_text())
        self.assertTrue(os.access(self.tree / "bin/y", os.X_OK))

    def test_a_group_takes_moves_and_leaves_out(self) -> None:
        for name in ("keep", "move", "leave", "not-taken"):
            self.write(f"usr/share/x/{name}")
        group = Group(
            "x",
            (Part("x", ("usr/share/x/keep", "usr/share/x/move", "usr/share/x/leave")),),
            leave_out=("share/x/leave",),
            moves={"share/x/move": "share/y/moved"},
            links={"share/x/link": "keep"},
        )
        self.assertEqual(
            sorted(self.stage("x", group).files),
            ["share/licenses/x/x/copyright", "share/x/keep", "share/y/moved"],
        )
        self.assertTrue((self.tree / "share/x/link").is_file())

    def test_a_group_edits_a_text_that_stands_there_once(self) -> None:
        self.write("usr/share/x/text", "one two\n")
        edit = Edit("share/x/text", "two", "three")
        self.stage("x", Group("x", (Part("x"),), edits=(edit,)))
        self.assertEqual((self.tree / "share/x/text").read_text(), "one three\n")

    def test_an_edit_that_finds_nothing_is_an_error(self) -> None:
        self.write("usr/share/x/text", "one one\n")
        for old in ("two", "one"):
            group = Group("x", (Part("x"),), edits=(Edit("share/x/text", old, "three"),))
            with self.assertRaisesRegex(ChannelError, f"`share/x/text` does not hold `{old}` once"):
                self.stage("x", group)

    def test_python_for_every_platform_has_entry_points_for_scripts(self) -> None:
        dist_packages = "usr/lib/python3/dist-packages"
        self.write(f"{dist_packages}/x.py", "def main():\n    pass\n")
        self.write(
            f"{dist_packages}/x-1.0.dist-info/entry_points.txt", "[console_scripts]\nx = x:main\n"
        )
        self.write("usr/bin/x", "#!/usr/bin/python3\n")
        self.link("usr/bin/x3", "x")
        staged = self.stage("python3-x", architecture="all")
        self.assertEqual(staged.entry_points, ["x = x:main", "x3 = x:main"])
        self.assertFalse((self.tree / "python-scripts").exists())
        self.assertTrue((self.tree / "site-packages/x.py").is_file())

    def test_other_python_has_byte_code_and_scripts_of_the_prefix(self) -> None:
        self.write("usr/lib/python3/dist-packages/x.py", "x = 1\n")
        self.write("usr/lib/python3.11/_sysconfigdata_x.py", "prefix = '/usr'\n")
        self.write("usr/bin/x", "#!/usr/bin/python3\n")
        staged = self.stage("python3-x")
        compiled = [path for path in staged.files if path.endswith(".pyc")]
        self.assertEqual(compiled, ["lib/python3/dist-packages/__pycache__/x.cpython-311.pyc"])
        self.assertEqual((self.tree / "bin/x").read_text(), f"#!{K_PLACEHOLDER}/bin/python3\n")


if __name__ == "__main__":
    unittest.main()
