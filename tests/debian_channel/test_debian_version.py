"""Debian's versions in conda's words: the spelling, and that the order is kept."""

import subprocess
import unittest
from itertools import pairwise

from conda_order import compare
from debian_channel.debian_version import DebianVersion, build_number, build_string, conda_version

# Debian version, conda version, build number, build string.
EXAMPLES = (
    ("1.13.1+dfsg-4", "1.13.1", 4_000_000, "deb12_dfsg_4"),
    ("1:1.24.2-1+deb12u1", "1.24.2", 1_000_100, "deb12_1_u1"),
    ("3.0.22-1~deb12u2", "3.0.22", 990_200, "deb12_1_pre2"),
    ("3.4-1+b5", "3.4", 1_000_005, "deb12_1_b5"),
    ("2.66-4+deb12u3+b1", "2.66", 4_000_301, "deb12_4_u3_b1"),
    ("5.2.1-2.5+deb12u1", "5.2.1", 2_050_100, "deb12_2.5_u1"),
    ("1.1.1+dfsg.1-16.1+deb12u1", "1.1.1", 16_010_100, "deb12_dfsg.1_16.1_u1"),
    ("1:1.2.13.dfsg-1", "1.2.13", 1_000_000, "deb12_dfsg_1"),
    ("5.3.128~dfsg-2", "5.3.128", 2_000_000, "deb12_dfsg_2"),
    ("1.3.3~rc2-1", "1.3.3rc2", 1_000_000, "deb12_1"),
    ("0.0~git20220518.5b14351-3", "0.0git20220518.5b14351", 3_000_000, "deb12_3"),
    ("0~20220623.0-1", "0dev20220623.0", 1_000_000, "deb12_1"),
    ("3.11~", "3.11dev0", 0, "deb12_0"),
    ("2.1.0~alpha~", "2.1.0alphadev0", 0, "deb12_0"),
    (
        "1.12.13+git20131030.5d039ba-1+b1",
        "1.12.13.post.git20131030.5d039ba",
        1_000_001,
        "deb12_1_b1",
    ),
    ("2.4+20151223.gitfa8646d.1-2+b2", "2.4.post20151223.gitfa8646d.1", 2_000_002, "deb12_2_b2"),
    ("3.1-20221030-2", "3.1.post20221030", 2_000_000, "deb12_2"),
    ("1:7.7+23", "7.7.post23", 0, "deb12_0"),
    ("2.4.0-f2", "2.4.0", 2_000_000, "deb12_f2"),
    ("246.10-1debian1", "246.10", 1_010_000, "deb12_1debian1"),
)

# Upstream versions as Debian writes them, each less than the next.
ASCENDING = (
    "0~20220623.0",
    "0~20220624.0",
    "0.0~git20181113.3bf2c72",
    "0.0~git20220518.5b14351",
    "0.0",
    "1.0~~",
    "1.0~",
    "1.0~1",
    "1.0~alpha1",
    "1.0~beta",
    "1.0~beta2",
    "1.0~rc1~20200101",
    "1.0~rc1",
    "1.0~rc2",
    "1.0",
    "1.0+20200101",
    "1.0+20200102",
    "1.0.1",
    "1.1",
    "1.1+git20200101.abc",
    "1.1+git20200102.abc",
    "1.1.1",
    "1.10",
    "3.1-20191231",
    "3.1-20221030",
    "3.1.1",
    "72.1~rc",
    "72.1",
)

# Revisions, each less than the next.
ASCENDING_REVISIONS = (
    "0+deb12u1",
    "0.1",
    "1~deb12u1",
    "1~deb12u2",
    "1",
    "1+b1",
    "1+deb12u1",
    "1+deb12u1+b1",
    "1+deb12u10",
    "1.1",
    "1.2~deb12u1",
    "1.2",
    "2",
    "10",
)


class DebianVersionTest(unittest.TestCase):
    def test_every_example_has_its_conda_spelling(self) -> None:
        for text, version, number, build in EXAMPLES:
            with self.subTest(text):
                parsed = DebianVersion.parse(text)
                self.assertEqual(conda_version(parsed), version)
                self.assertEqual(build_number(parsed), number)
                self.assertEqual(build_string(parsed), build)

    def test_parts_are_split_at_the_first_colon_and_the_last_hyphen(self) -> None:
        self.assertEqual(
            DebianVersion.parse("7:3.1-2022-0+deb12u1"), DebianVersion(7, "3.1-2022", "0+deb12u1")
        )
        self.assertEqual(DebianVersion.parse("20230311"), DebianVersion(0, "20230311", ""))

    def test_versions_keep_the_order_that_dpkg_gives_them(self) -> None:
        for lower, upper in pairwise(ASCENDING):
            with self.subTest(f"{lower} < {upper}"):
                self.assertTrue(_dpkg_says(lower, "lt", upper), "the example itself is wrong")
                ours = [conda_version(DebianVersion.parse(f"{text}-1")) for text in (lower, upper)]
                self.assertLess(compare(*ours), 0, ours)

    def test_build_numbers_keep_the_order_that_dpkg_gives_revisions(self) -> None:
        for lower, upper in pairwise(ASCENDING_REVISIONS):
            with self.subTest(f"{lower} < {upper}"):
                self.assertTrue(
                    _dpkg_says(f"1-{lower}", "lt", f"1-{upper}"), "the example itself is wrong"
                )
                numbers = [
                    build_number(DebianVersion.parse(f"1-{text}")) for text in (lower, upper)
                ]
                self.assertLess(*numbers)

    def test_build_strings_differ_where_uploads_differ(self) -> None:
        builds = {build_string(DebianVersion.parse(f"1-{text}")) for text in ASCENDING_REVISIONS}
        self.assertEqual(len(builds), len(ASCENDING_REVISIONS))

    def test_build_strings_hold_what_conda_allows(self) -> None:
        for text, *_ in EXAMPLES:
            self.assertRegex(build_string(DebianVersion.parse(text)), r"^[a-z0-9_.]+$")


def _dpkg_says(left: str, relation: str, right: str) -> bool:
    return (
        subprocess.run(
            ["dpkg", "--compare-versions", left, relation, right], check=False
        ).returncode
        == 0
    )


if __name__ == "__main__":
    unittest.main()
