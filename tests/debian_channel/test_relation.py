"""Debian's relations as MatchSpecs."""

import unittest

from debian_channel.debian_version import DebianVersion
from debian_channel.relation import Relation, match_spec, parse_depends, version_bounds


class ParseTest(unittest.TestCase):
    def test_a_field_is_clauses_of_alternatives(self) -> None:
        clauses = parse_depends("libblas3 | libblas.so.3, python3:any (>= 3.11~), libc6")
        self.assertEqual(
            clauses,
            [
                [Relation("libblas3"), Relation("libblas.so.3")],
                [Relation("python3", ">=", "3.11~")],
                [Relation("libc6")],
            ],
        )

    def test_an_empty_field_has_no_clauses(self) -> None:
        self.assertEqual(parse_depends(""), [])

    def test_anything_else_is_refused(self) -> None:
        for text in ("libc6 (2.36)", "libc6 (= )", "Libc6", "${shlibs:Depends}"):
            with self.subTest(text), self.assertRaisesRegex(ValueError, "not a Debian relation"):
                Relation.parse(text)


class BoundsTest(unittest.TestCase):
    def assert_bounds(self, relation: str, target: str, expected: list[str]) -> None:
        bounds = version_bounds(Relation.parse(relation), DebianVersion.parse(target))
        self.assertEqual(bounds, expected, f"{relation} on {target}")

    def test_the_revision_is_no_part_of_a_bound(self) -> None:
        self.assert_bounds("a (>= 1.2-3)", "1.4-1", [">=1.2"])
        self.assert_bounds("a (>> 1.2-3)", "1.2-4", [">=1.2"])
        self.assert_bounds("a (<= 1.2-3)", "1.2-1", ["<=1.2"])

    def test_less_than_a_revision_still_allows_its_version(self) -> None:
        self.assert_bounds("a (<< 1.3-2)", "1.3-1", ["<=1.3"])
        self.assert_bounds("a (<< 1.3)", "1.2-1", ["<1.3"])

    def test_a_trailing_tilde_includes_pre_releases(self) -> None:
        self.assert_bounds("python3 (>= 3.11~)", "3.11.2-1", [">=3.11dev0"])

    def test_an_exact_relation_names_version_and_build(self) -> None:
        self.assert_bounds("a (= 1.13.1+dfsg-4)", "1.13.1+dfsg-4", ["1.13.1 deb12_dfsg_4"])

    def test_the_same_epoch_is_dropped_on_both_sides(self) -> None:
        self.assert_bounds("a (>= 1:1.22.0)", "1:1.24.2-1", [">=1.22.0"])

    def test_another_epoch_decides_alone(self) -> None:
        self.assert_bounds("a (>= 2.0)", "1:1.0-1", [])
        self.assert_bounds("a (<< 1:0)", "3.0-1", [])

    def test_no_bound_is_no_bound(self) -> None:
        self.assert_bounds("a", "1.0-1", [])


class MatchSpecTest(unittest.TestCase):
    def test_the_greatest_lower_bound_stays(self) -> None:
        self.assertEqual(match_spec("__glibc", [">=2.4", ">=2.36", ">=2.14"]), "__glibc >=2.36")

    def test_bounds_are_joined(self) -> None:
        self.assertEqual(match_spec("python", ["<3.12", ">=3.11dev0"]), "python >=3.11dev0,<3.12")

    def test_an_exact_bound_says_it_all(self) -> None:
        self.assertEqual(
            match_spec("libtorch", [">=1.0", "1.13.1 deb12_4"]), "libtorch 1.13.1 deb12_4"
        )

    def test_a_name_alone_is_a_spec(self) -> None:
        self.assertEqual(match_spec("six", []), "six")


if __name__ == "__main__":
    unittest.main()
