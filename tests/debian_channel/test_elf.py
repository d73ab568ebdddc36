"""The dynamic section of real files, as readelf shows it."""

import re
import subprocess
import unittest
from pathlib import Path

from debian_channel.elf import read_dynamic_section


class DynamicSectionTest(unittest.TestCase):
    def test_a_library_needs_what_readelf_says(self) -> None:
        path = Path("/usr/lib/x86_64-linux-gnu/libstdc++.so.6")
        shown = subprocess.run(["readelf", "-dW", path], capture_output=True, text=True, check=True)
        section = read_dynamic_section(path)
        assert section is not None
        self.assertEqual(section.needed, re.findall(r"\(NEEDED\).*\[(.*)\]", shown.stdout))
        self.assertIn("libc.so.6", section.needed)

    def test_other_files_have_none(self) -> None:
        self.assertIsNone(read_dynamic_section(Path(__file__)))


if __name__ == "__main__":
    unittest.main()
