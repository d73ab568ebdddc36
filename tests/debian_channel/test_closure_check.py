"""What each package needs must come from what it depends on."""

import unittest

from debian_channel.closure_check import check_closure
from debian_channel.errors import ChannelError
from debian_channel.staging import StagedTree
from debian_channel.store import Stamp


def stamp(depends: list[str], **staged: object) -> Stamp:
    return Stamp("linux-64/x.conda", 1, "", depends, StagedTree(**staged))  # type: ignore[arg-type]


ZLIB = stamp([], files=["lib/libz.so.1.2"], links={"lib/libz.so.1": "libz.so.1.2"})


class ClosureCheckTest(unittest.TestCase):
    def user(self, depends: list[str], run_path: str = "$ORIGIN/../lib") -> Stamp:
        return stamp(
            depends,
            files=["bin/x"],
            needed={"bin/x": ["libz.so.1", "libc.so.6"]},
            run_paths={"bin/x": [run_path]},
        )

    def test_a_dependency_of_a_dependency_may_provide(self) -> None:
        stamps = {"x-1-0": self.user(["y >=1"]), "y-1-0": stamp(["zlib"]), "zlib-1.2-0": ZLIB}
        self.assertEqual(check_closure(stamps), [])

    def test_what_no_dependency_provides_is_an_error(self) -> None:
        with self.assertRaises(ChannelError) as caught:
            check_closure({"x-1-0": self.user([]), "zlib-1.2-0": ZLIB})
        self.assertEqual(
            str(caught.exception),
            "no dependency provides `libz.so.1`, needed by `bin/x` of `x-1-0`",
        )

    def test_a_library_where_the_loader_does_not_look_is_an_error(self) -> None:
        with self.assertRaises(ChannelError):
            check_closure({"x-1-0": self.user(["zlib"], "$ORIGIN"), "zlib-1.2-0": ZLIB})

    def test_links_may_lead_into_a_dependency_and_nowhere_else(self) -> None:
        links = {"lib/a/z": "../libz.so.1", "lib/a/lib": "..", "lib/a/q": "../libq.so"}
        stamps = {"x-1-0": stamp(["zlib"], links=links), "zlib-1.2-0": ZLIB}
        self.assertEqual(check_closure(stamps), ["x-1-0: lib/a/q -> ../libq.so"])


if __name__ == "__main__":
    unittest.main()
