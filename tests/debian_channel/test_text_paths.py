"""Texts that name paths."""

import unittest

from debian_channel.text_paths import K_PLACEHOLDER, names_paths, rewrite


class TextPathsTest(unittest.TestCase):
    def test_the_placeholder_is_as_long_as_conda_builds(self) -> None:
        self.assertEqual(len(K_PLACEHOLDER), 255)

    def test_pkg_config_names_the_prefix(self) -> None:
        text = (
            "prefix=/usr\nlibdir=${prefix}/lib/x86_64-linux-gnu\n"
            "Cflags: -I/usr/include/glog -I/opt/usr/include\n"
        )
        self.assertEqual(
            rewrite("lib/pkgconfig/x.pc", text),
            f"prefix={K_PLACEHOLDER}\nlibdir=${{prefix}}/lib\n"
            f"Cflags: -I{K_PLACEHOLDER}/include/glog -I/opt/usr/include\n",
        )

    def test_cmake_goes_up_one_directory_less(self) -> None:
        up = 'get_filename_component(_IMPORT_PREFIX "${_IMPORT_PREFIX}" PATH)\n'
        text = (
            up * 3
            + 'set(x "${_IMPORT_PREFIX}/lib/x86_64-linux-gnu/libx.so" "${DIR}/../../../../")\n'
        )
        expected = up * 2 + 'set(x "${_IMPORT_PREFIX}/lib/libx.so" "${DIR}/../../../")\n'
        self.assertEqual(rewrite("lib/cmake/x/x.cmake", text), expected)

    def test_cmake_files_that_did_not_move_up_stay(self) -> None:
        text = 'set(x "${DIR}/../../../../")\n'
        self.assertEqual(rewrite("share/x/cmake/x.cmake", text), text)

    def test_scripts_start_the_prefixs_python(self) -> None:
        self.assertEqual(
            rewrite("bin/f2py", "#!/usr/bin/python3\nimport sys  # /usr/lib\n"),
            f"#!{K_PLACEHOLDER}/bin/python3\nimport sys  # /usr/lib\n",
        )
        self.assertEqual(
            rewrite("python-scripts/x", "#! /usr/bin/env python3.11\n"),
            f"#!{K_PLACEHOLDER}/bin/python3.11\n",
        )
        self.assertEqual(rewrite("bin/x", "#!/bin/sh\n"), "#!/bin/sh\n")

    def test_only_files_that_others_read_paths_from_are_rewritten(self) -> None:
        for path in (
            "lib/pkgconfig/x.pc",
            "lib/cmake/x.cmake",
            "bin/x",
            "lib/python3.11/_sysconfigdata__x.py",
        ):
            self.assertTrue(names_paths(path), path)
        for path in ("lib/python3.11/os.py", "include/x.h", "lib/libx.so"):
            self.assertFalse(names_paths(path), path)


if __name__ == "__main__":
    unittest.main()
