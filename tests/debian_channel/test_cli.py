"""The whole program, as far as it goes without a network."""

import io
import os
import sys
import tempfile
import unittest
from contextlib import redirect_stderr
from pathlib import Path
from unittest.mock import patch

from debian_channel.cli import main

K_APT_WITHOUT_NETWORK = 'Acquire::http::Proxy "http://127.0.0.1:9";\n'


class CommandLineTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)
        self.output = self.scratch / "channels" / "debian"

    def fail_with(self, status: int, *arguments: str) -> str:
        said = io.StringIO()
        with redirect_stderr(said):
            self.assertEqual(main(["--output", str(self.output), *arguments]), status)
        self.assertFalse(self.output.exists(), "nothing half made")
        return said.getvalue()

    def test_an_etalon_that_is_none_is_refused(self) -> None:
        self.assertEqual(
            self.fail_with(4, "--etalon", "/nowhere/etalon"),
            "error: `/nowhere/etalon` is no program\n\n"
            "hint: build it first, or name it with `--etalon PATH`\n",
        )

    def test_a_missing_tool_is_named_with_the_package_that_has_it(self) -> None:
        with patch.dict(os.environ, PATH=str(self.scratch)):
            self.assertEqual(
                self.fail_with(4, "--etalon", sys.executable),
                "error: `apt-get` is not installed\n\nhint: `apt-get install apt` (as root)\n",
            )

    def test_without_package_lists_the_hint_gets_them(self) -> None:
        (self.scratch / "lists" / "partial").mkdir(parents=True)
        settings = f'Dir::State::lists "{self.scratch}/lists";\nDir::Cache "{self.scratch}";\n'
        self.assertEqual(
            self.fail_with_apt(settings, "--only", "numpy"),
            "error: apt knows no packages\n\n"
            "hint: bring apt's package lists up to date: `apt-get update` (as root)\n",
        )

    def test_without_a_network_apts_own_words_are_shown(self) -> None:
        said = self.fail_with_apt(K_APT_WITHOUT_NETWORK, "--only", "blas")
        self.assertIn("error: `apt-get download` failed:\n  E: Failed to fetch ", said)
        self.assertTrue(
            said.endswith("\n\nhint: check the network, then `apt-get update` (as root)\n"), said
        )

    def test_wrong_arguments_are_a_usage_error(self) -> None:
        with self.assertRaises(SystemExit) as caught:
            self.fail_with(2, "--jobs", "0")
        self.assertEqual(caught.exception.code, 2)

    def fail_with_apt(self, settings: str, *arguments: str) -> str:
        configuration = self.scratch / "apt.conf"
        configuration.write_text(settings)
        with patch.dict(os.environ, APT_CONFIG=str(configuration)):
            return self.fail_with(4, "--etalon", sys.executable, *arguments)


if __name__ == "__main__":
    unittest.main()
