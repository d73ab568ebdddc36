"""Tests of what the scripts in bench/ measure and print."""

import pathlib
import sys
import tempfile
import unittest

from etalon_bench import requests
from etalon_bench.measure import ProgramFailed, markdown_table, quartiles, ratio, run_once, with_spread


class Runs(unittest.TestCase):
    def test_a_sample_has_time_and_memory(self):
        sample = run_once([sys.executable, "-c", "b = b'x' * (64 << 20); sum(range(10 ** 6))"])
        self.assertGreater(sample.wall, 0)
        self.assertGreater(sample.cpu, 0)
        self.assertGreater(sample.peak, 64 << 20)

    def test_output_is_kept_where_asked_for(self):
        with tempfile.TemporaryDirectory() as directory:
            out = pathlib.Path(directory) / "out"
            run_once(["echo", "hello"], keep_output=out)
            self.assertEqual(out.read_text(), "hello\n")

    def test_a_failure_is_no_sample(self):
        with self.assertRaisesRegex(ProgramFailed, "^false ended with status 1$"):
            run_once(["false"])


class Numbers(unittest.TestCase):
    def test_quartiles(self):
        self.assertEqual(quartiles([5.0]), (5.0, 5.0, 5.0))
        self.assertEqual(quartiles([1, 2, 3, 4, 5]), (2, 3, 4))

    def test_a_ratio_is_taken_round_by_round(self):
        self.assertEqual(ratio([2, 40], [1, 20]), "2.0 (2.0-2.0)")

    def test_a_spread_is_shown(self):
        self.assertEqual(with_spread([0.001, 0.002, 0.003], 1000), "2.0 (1.5-2.5)")

    def test_a_table(self):
        self.assertEqual(markdown_table(["a", "b"], [["1", "2"]]), "| a | b |\n|---|---|\n| 1 | 2 |")


class Requests(unittest.TestCase):
    def test_the_largest_locks_of_channels_that_are_there_are_taken(self):
        with tempfile.TemporaryDirectory() as directory:
            data = pathlib.Path(directory)
            (data / "channels" / "c").mkdir(parents=True)
            (data / "locks").mkdir()
            for name, channel, size in (("small", "c", 1), ("large", "c", 9), ("far", "absent", 99)):
                packages = ",".join('"p"' for _ in range(size))
                (data / "locks" / f"{name}-2026-01-02.json").write_text(
                    f'{{"channels": ["{channel}"], "packages": [{packages}], '
                    f'"request": {{"specs": ["{name} >=1"], "system_requirements": {{}}}}}}'
                )
            loaded = requests.load(data)
        self.assertEqual([each.name for each in loaded[3:]], ["lock large", "lock small"])
        self.assertEqual(requests.names_of(loaded[3:]), ["large", "pip", "small"])


if __name__ == "__main__":
    unittest.main()
