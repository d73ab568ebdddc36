"""Where files, links and library search paths go."""

import unittest

from debian_channel.layout import map_link, map_path, run_path


class MapPathTest(unittest.TestCase):
    def test_files_go_where_a_prefix_has_them(self) -> None:
        for debian, prefix in (
            ("usr/lib/x86_64-linux-gnu/libz.so.1", "lib/libz.so.1"),
            ("./lib/x86_64-linux-gnu/libz.so.1", "lib/libz.so.1"),
            ("/usr/lib/x86_64-linux-gnu/qt5/plugins/x.so", "lib/qt5/plugins/x.so"),
            ("usr/lib/x86_64-linux-gnu/blas/libblas.so.3", "lib/libblas.so.3"),
            ("usr/lib/x86_64-linux-gnu/openblas-pthread/liblapack.so.3", "lib/liblapack.so.3"),
            ("usr/include/x86_64-linux-gnu/a.h", "include/a.h"),
            ("usr/include/torch/all.h", "include/torch/all.h"),
            ("usr/bin/python3.11", "bin/python3.11"),
            ("bin/sh", "bin/sh"),
            ("usr/lib/python3/dist-packages/six.py", "lib/python3/dist-packages/six.py"),
            ("usr/lib/python3.11/os.py", "lib/python3.11/os.py"),
            ("usr/share/doc/zlib1g/copyright", "share/licenses/zlib1g/copyright"),
        ):
            with self.subTest(debian):
                self.assertEqual(map_path(debian), prefix)

    def test_what_only_a_debian_system_reads_is_left_out(self) -> None:
        for debian in (
            "etc/ssl/openssl.cnf",
            "var/lib/x",
            "lib64/ld-linux-x86-64.so.2",
            "lib/systemd/system/x.service",
            "usr/share/doc/zlib1g/changelog.gz",
            "usr/share/man/man1/x.1.gz",
            "usr/share/locale/de/LC_MESSAGES/x.mo",
            "usr/lib/python3/dist-packages/__pycache__/six.pyc",
            "opt/x",
        ):
            with self.subTest(debian):
                self.assertIsNone(map_path(debian))

    def test_nothing_leaves_the_prefix(self) -> None:
        self.assertIsNone(map_path("usr/../../etc/passwd"))

    def test_python_for_every_platform_has_its_own_places(self) -> None:
        self.assertEqual(
            map_path("usr/lib/python3/dist-packages/six.py", True), "site-packages/six.py"
        )
        self.assertEqual(map_path("usr/bin/pip", True), "python-scripts/pip")
        self.assertEqual(map_path("usr/share/x/y", True), "share/x/y")


class MapLinkTest(unittest.TestCase):
    def test_links_become_relative(self) -> None:
        here = "usr/lib/python3/dist-packages/torch/lib/libc10.so"
        target = "/usr/lib/x86_64-linux-gnu/libc10.so.1.13"
        self.assertEqual(map_link(here, target), "../../../../libc10.so.1.13")

    def test_links_follow_what_they_point_to(self) -> None:
        self.assertEqual(map_link("usr/lib/x86_64-linux-gnu/a/x.so", "../x.so.1"), "../x.so.1")
        self.assertEqual(
            map_link("usr/lib/x86_64-linux-gnu/libz.so", "/lib/x86_64-linux-gnu/libz.so.1"),
            "libz.so.1",
        )

    def test_a_link_to_what_is_left_out_goes_too(self) -> None:
        self.assertIsNone(
            map_link("usr/lib/python3.11/sitecustomize.py", "/etc/python3.11/sitecustomize.py")
        )


class RunPathTest(unittest.TestCase):
    def test_every_file_finds_the_librarys_directory_from_where_it_is(self) -> None:
        self.assertEqual(run_path("lib/libz.so.1", []), ["$ORIGIN"])
        self.assertEqual(run_path("bin/python3.11", []), ["$ORIGIN/../lib"])
        self.assertEqual(run_path("lib/python3.11/lib-dynload/x.so", []), ["$ORIGIN/../.."])

    def test_where_it_looked_before_comes_first_and_moves_along(self) -> None:
        self.assertEqual(
            run_path("lib/samba/libx.so", ["/usr/lib/x86_64-linux-gnu/samba"]),
            ["$ORIGIN", "$ORIGIN/.."],
        )
        self.assertEqual(
            run_path("lib/python3/dist-packages/torch/_C.so", ["$ORIGIN/lib"]),
            ["$ORIGIN/lib", "$ORIGIN/../../.."],
        )
        self.assertEqual(run_path("lib/libopenblas.so.0", ["$ORIGIN"]), ["$ORIGIN"])

    def test_directories_of_the_machine_are_forgotten(self) -> None:
        self.assertEqual(run_path("lib/libz.so.1", ["/opt/vendor/lib"]), ["$ORIGIN"])


if __name__ == "__main__":
    unittest.main()
