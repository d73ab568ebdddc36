"""Tests of the channels that bench/scale-channel makes."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from etalon_bench.repodata import open_repodata, read_records
from etalon_bench.scale import Copier, Release, name_of_spec, reachable_names
from etalon_bench.scale_cli import main
from etalon_bench.version_order import version_key


def record(name, version, depends=(), build="h1_0", **more):
    number = int(build.rpartition("_")[2])
    return {"name": name, "version": version, "build": build, "build_number": number, "depends": list(depends), **more}


class VersionOrder(unittest.TestCase):
    def test_versions_sort_as_conda_sorts_them(self):
        ascending = ["0.9", "1.0dev1", "1.0a1", "1.0rc1", "1.0", "1.0.1", "1.0post1", "1.1", "1.10", "1!0.5"]
        self.assertEqual(sorted(reversed(ascending), key=version_key), ascending)

    def test_versions_of_other_texts_are_equal(self):
        self.assertEqual(version_key("1.0"), version_key("1.0.0"))


class Names(unittest.TestCase):
    def test_a_spec_begins_with_its_name(self):
        for spec in ("numpy", "numpy >=1", "numpy>=1", "numpy=1.2", "NumPy[build=x]"):
            self.assertEqual(name_of_spec(spec), "numpy")

    def test_reach_follows_every_version(self):
        records = [record("a", "1", ["b >=1"]), record("a", "2", ["c"]), record("b", "1"), record("d", "1", ["a"])]
        records.append(record("c", "1", ["absent"]))
        self.assertEqual(reachable_names(records, ["a"]), {"a", "b", "c"})


class Copies(unittest.TestCase):
    def setUp(self):
        self.records = [record("lib", f"1.{i}") for i in range(8)]
        self.records.append(record("a", "2.0", ["lib >=1.5,<2", "lib-extra 1.0 h1_0", "__glibc >=2.17"]))
        self.records.append(record("lib-extra", "1.0"))
        self.copied = {"a", "lib", "lib-extra"}

    def copy(self, release, template=None, suffix="", seed=1):
        return Copier(self.records, seed).copy(template or self.records[8], suffix, self.copied, Release(release))

    def test_a_new_version_lies_right_above_the_real_one(self):
        file_name, copy = self.copy(3)
        self.assertEqual(copy["version"], "2.0.1003")
        self.assertEqual(file_name, "a-2.0.1003-h1_0.conda")

    def test_every_fourth_release_is_a_new_build(self):
        file_name, copy = self.copy(4)
        self.assertEqual((copy["version"], copy["build"], copy["build_number"]), ("2.0", "h1_40000", 40000))
        self.assertEqual(file_name, "a-2.0-h1_40000.conda")

    def test_a_build_without_number_has_no_new_build(self):
        plain = {**self.records[0], "build": "conda_forge"}
        self.assertFalse(Release(4).can_copy(plain))
        self.assertTrue(Release(3).can_copy(plain))

    def test_exact_pins_follow_the_release(self):
        self.assertIn("lib-extra 1.0.1003 h1_0", self.copy(3)[1]["depends"])
        self.assertIn("lib-extra 1.0 h1_40000", self.copy(4)[1]["depends"])

    def test_each_copy_has_a_range_of_its_own(self):
        copier = Copier(self.records, 1)
        seen = set()
        for release in range(1, 30):
            for template in self.records:
                _, copy = copier.copy(template, "", self.copied, Release(release))
                own = [spec for spec in copy["depends"] if spec not in seen and ">=" in spec]
                self.assertTrue(own)
                seen.update(copy["depends"])

    def test_an_own_range_keeps_the_real_one(self):
        spec = next(spec for spec in self.copy(3)[1]["depends"] if spec.startswith("lib "))
        self.assertRegex(spec, r"^lib >=1\.[0-3]\.\d+,>=1\.5,<2$|^lib >=0\.\d+,>=1\.5,<2$")

    def test_the_same_seed_gives_the_same_record(self):
        self.assertEqual(self.copy(3), self.copy(3))
        self.assertNotEqual(self.copy(3)[1]["sha256"], self.copy(3, seed=2)[1]["sha256"])


class Channels(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = pathlib.Path(directory.name)
        (self.path / "data" / "locks").mkdir(parents=True)
        with open_repodata(self.path / "data/channels/c/linux-64/repodata.json.zst", "linux-64") as writer:
            writer.begin("packages.conda")
            for name, depends in (("numpy", ["zlib >=1"]), ("zlib", []), ("other", ["numpy"])):
                writer.add(f"{name}-1-h1_0.conda", record(name, "1", depends))
            writer.add("zlib-1.2-h1_0.conda", record("zlib", "1.2"))
            writer.end()

    def make(self, out, count=103):
        words = ["--records", str(count), "--reached", "0.5", "--channels", "c"]
        self.assertEqual(main([str(self.path / "data"), str(self.path / out), *words]), 0)
        return list(read_records(self.path / out / "c"))

    def test_it_has_as_many_records_as_asked_for_half_of_the_added_in_reach(self):
        records = self.make("out")
        self.assertEqual(len(records), 103)
        self.assertEqual(len({file_name for _, _, file_name, _ in records}), 103)
        near = [each for _, _, _, each in records if each["name"] in ("numpy", "zlib")]
        self.assertEqual(len(near), 3 + 49)
        self.assertTrue(all("-far" in each["name"] for _, _, _, each in records[4 + 49 :]))

    def test_no_copy_is_a_real_package(self):
        file_names = [file_name for _, _, file_name, _ in self.make("out")]
        self.assertIn("zlib-1.2-h1_0.conda", file_names)
        self.assertEqual(len(set(file_names)), len(file_names))

    def test_it_is_the_same_each_time(self):
        self.assertEqual(self.make("one"), self.make("two"))

    def test_it_is_valid_json_for_others(self):
        self.make("out")
        packed = self.path / "out/c/linux-64/repodata.json.zst"
        text = subprocess.run(["zstd", "-dc", packed], check=True, capture_output=True).stdout
        self.assertEqual(json.loads(text)["info"], {"subdir": "linux-64"})

    def test_fewer_records_than_there_are_is_refused(self):
        words = [str(self.path / "data"), str(self.path / "out"), "--records", "2", "--channels", "c"]
        self.assertEqual(main(words), 2)


if __name__ == "__main__":
    unittest.main()
