"""From Debian's dependencies to conda packages, on a small archive."""

import unittest

from debian_channel.apt import Archive
from debian_channel.blas import blas_variants
from debian_channel.errors import ChannelError
from debian_channel.plan import Planner

AVAILABLE = {
    "python3-numpy": (
        "1:1.24.2-1",
        "libblas3 | libblas.so.3, libc6 (>= 2.35), liba1 (>= 2:1.2-3), libb1 | libb1-alternative,"
        " virtual-c, tzdata, libd++1 (= 1.0-1+b1)",
    ),
    "liba1": ("2:1.4-2", "libc6 (>= 2.4), libc6 (>= 2.14)"),
    "libb1": ("1.0-1", "python3-numpy"),
    "libb1-alternative": ("1.0-1", ""),
    "libc-provider": ("1.0-1", ""),
    "libd++1": ("1.0-1+b1", "liba1 (<< 2:2.0)"),
    "libc6": ("2.36-9", ""),
    "libblas3": ("3.11.0-2", "libc6 (>= 2.14)"),
    "liblapack3": ("3.11.0-2", "libblas3 | libblas.so.3"),
    "libopenblas0-pthread": ("0.3.21+ds-4", "libgfortran5 (>= 8)"),
    "libblis4-pthread": ("0.9.0-1", ""),
    "libgfortran5": ("12.2.0-14", ""),
}


def make_archive() -> Archive:
    stanzas = [
        f"Package: {name}\nVersion: {version}\nArchitecture: amd64\nDepends: {depends}\n"
        f"Provides: {'virtual-b, virtual-c' if name == 'libc-provider' else ''}\n"
        "Size: 1\nSHA256: 0\nDescription: a package\n folded: text\n"
        for name, (version, depends) in AVAILABLE.items()
    ]
    return Archive("\n".join(stanzas).encode(), "amd64")


class PlannerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.packages = {
            package.name: package for package in Planner(make_archive()).close(["numpy"])
        }

    def test_the_closure_has_first_alternatives_and_providers(self) -> None:
        self.assertEqual(
            sorted(self.packages), ["liba1", "libb1", "libc-provider", "libdxx1", "numpy"]
        )

    def test_relations_become_match_specs(self) -> None:
        self.assertEqual(
            self.packages["numpy"].depends,
            (
                "__glibc >=2.35",
                "liba1 >=1.2",
                "libb1",
                "libblas 3.*",
                "libc-provider",
                "libdxx1 1.0 deb12_1_b1",
            ),
        )
        self.assertEqual(self.packages["liba1"].depends, ("__glibc >=2.14",))
        self.assertEqual(self.packages["libdxx1"].depends, ("liba1 <2.0",))

    def test_an_unknown_root_is_an_error_with_the_known_ones(self) -> None:
        with self.assertRaises(ChannelError) as caught:
            Planner(make_archive()).close(["nunpy"])
        self.assertEqual(str(caught.exception), "the channel has no package `nunpy`")
        self.assertEqual(
            caught.exception.hint, "choose among: libtorch, pytorch, numpy, pip, python"
        )

    def test_a_missing_debian_package_says_how_to_get_the_lists(self) -> None:
        with self.assertRaises(ChannelError) as caught:
            Planner(make_archive()).close(["pip"])
        self.assertEqual(str(caught.exception), "apt knows no package `python3-pip`")
        self.assertEqual(
            caught.exception.hint,
            "bring apt's package lists up to date: `apt-get update` (as root); "
            "the packages are those of Debian 12 (bookworm), main",
        )


class BlasVariantsTest(unittest.TestCase):
    def setUp(self) -> None:
        archive = make_archive()
        packages = blas_variants(archive, Planner(archive).depends)
        self.packages = {package.key: package for package in packages}

    def test_variants_differ_in_the_build_string_alone(self) -> None:
        self.assertEqual(
            sorted(self.packages),
            [
                "blas-2.2-blis",
                "blas-2.2-openblas",
                "blas-2.2-reference",
                "libblas-3.11.0-deb12_1_blis",
                "libblas-3.11.0-deb12_2_reference",
                "libblas-3.11.0-deb12_ds_4_openblas",
                "liblapack-3.11.0-deb12_2_reference",
                "liblapack-3.11.0-deb12_ds_4_openblas",
            ],
        )

    def test_the_mutex_ties_a_pair_together(self) -> None:
        self.assertEqual(
            self.packages["blas-2.2-blis"].depends,
            ("libblas 3.11.0 deb12_1_blis", "liblapack 3.11.0 deb12_2_reference"),
        )
        self.assertEqual(
            self.packages["libblas-3.11.0-deb12_1_blis"].constrains,
            ("blas * blis", "liblapack 3.11.0 deb12_2_reference"),
        )

    def test_a_variant_depends_on_its_library(self) -> None:
        self.assertEqual(
            self.packages["libblas-3.11.0-deb12_ds_4_openblas"].depends,
            ("libgfortran5 >=8", "libopenblas 0.3.21 deb12_ds_4"),
        )

    def test_only_the_default_is_free_of_track_features(self) -> None:
        free = sorted(key for key, package in self.packages.items() if not package.track_features)
        self.assertEqual(
            free,
            [
                "blas-2.2-openblas",
                "libblas-3.11.0-deb12_ds_4_openblas",
                "liblapack-3.11.0-deb12_ds_4_openblas",
            ],
        )


if __name__ == "__main__":
    unittest.main()
