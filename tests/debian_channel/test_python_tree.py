"""Entry points and byte code."""

import tempfile
import unittest
from pathlib import Path

from debian_channel.python_tree import compile_all, read_entry_points


class PythonTreeTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.tree = Path(scratch.name)

    def write(self, path: str, text: str) -> str:
        (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / path).write_text(text)
        return path

    def test_console_scripts_are_read_and_extras_forgotten(self) -> None:
        text = (
            "[console_scripts]\npip3 = pip._internal:main\nX = a.b:c [extra]\n\n[other]\nz = y:x\n"
        )
        files = [
            self.write("site-packages/pip-23.0.dist-info/entry_points.txt", text),
            self.write("site-packages/pip/entry_points.txt", "[console_scripts]\nno = no:no\n"),
        ]
        self.assertEqual(
            read_entry_points(self.tree, files), {"pip3": "pip._internal:main", "X": "a.b:c"}
        )

    def test_byte_code_does_not_depend_on_where_or_when_it_is_made(self) -> None:
        made = []
        for directory in ("one", "other"):
            tree = self.tree / directory
            source = "lib/python3/dist-packages/a/b.py"
            self.write(f"{directory}/{source}", "def f():\n    return 1\n")
            compiled = compile_all(tree, [source, "lib/python3/x.txt", "share/y.py"])
            self.assertEqual(
                compiled, ["lib/python3/dist-packages/a/__pycache__/b.cpython-311.pyc"]
            )
            made.append((tree / compiled[0]).read_bytes())
        self.assertEqual(made[0], made[1])
        self.assertEqual(made[0][4:8], b"\x03\0\0\0", "checked by the source's hash")

    def test_a_module_that_is_no_python_is_left_without(self) -> None:
        source = self.write("lib/python3/dist-packages/template.py", "not python at all\n")
        self.assertEqual(compile_all(self.tree, [source]), [])


if __name__ == "__main__":
    unittest.main()
