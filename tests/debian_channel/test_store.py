"""The channel's directory is never half made."""

import tempfile
import unittest
from pathlib import Path

from debian_channel.errors import ChannelError
from debian_channel.staging import StagedTree
from debian_channel.store import Stamp, Store


class StoreTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.channel = Path(scratch.name) / "channels" / "debian"

    def make(self, store: Store, key: str, content: str = "archive") -> None:
        archive = store.partial / "linux-64" / f"{key}.conda"
        archive.parent.mkdir(exist_ok=True)
        archive.write_text(content)
        store.add(key, Stamp(f"linux-64/{key}.conda", len(content), "digest", [], StagedTree()))

    def publish(self, store: Store, *keys: str) -> None:
        store.gather(keys)
        (store.partial / "linux-64" / "repodata.json").write_text(" ".join(keys))
        store.publish()

    def names(self) -> list[str]:
        return sorted(path.name for path in (self.channel / "linux-64").iterdir())

    def test_a_new_state_replaces_the_old_one_and_reuses_what_it_shares(self) -> None:
        with Store(self.channel) as store:
            self.make(store, "a-1-0")
            self.make(store, "b-1-0")
            self.publish(store, "a-1-0", "b-1-0")
        self.assertEqual(self.names(), ["a-1-0.conda", "b-1-0.conda", "repodata.json"])
        with Store(self.channel) as store:
            self.make(store, "b-2-0")
            self.assertEqual(sorted(store.stamps()), ["a-1-0", "b-1-0", "b-2-0"])
            self.assertEqual(sorted(store.published()), ["a-1-0", "b-1-0"])
            self.publish(store, "a-1-0", "b-2-0")
        self.assertEqual(self.names(), ["a-1-0.conda", "b-2-0.conda", "repodata.json"])
        self.assertEqual((self.channel / "linux-64" / "repodata.json").read_text(), "a-1-0 b-2-0")
        self.assertFalse(store.partial.exists())

    def test_nothing_is_visible_before_it_is_published(self) -> None:
        with Store(self.channel) as store:
            self.make(store, "a-1-0")
        self.assertFalse(self.channel.exists())

    def test_an_interrupted_run_keeps_what_it_finished(self) -> None:
        with Store(self.channel) as store:
            self.make(store, "a-1-0")
        with Store(self.channel) as store:
            self.assertEqual(sorted(store.stamps()), ["a-1-0"])

    def test_an_archive_of_another_size_than_its_stamp_says_is_not_there(self) -> None:
        with Store(self.channel) as store:
            self.make(store, "a-1-0")
            (store.partial / "linux-64" / "a-1-0.conda").write_text("cut")
            self.assertEqual(store.stamps(), {})

    def test_a_channel_has_one_maker_at_a_time(self) -> None:
        with Store(self.channel), self.assertRaises(ChannelError) as caught, Store(self.channel):
            self.fail("two at once")
        self.assertEqual(
            str(caught.exception), f"another debian-channel is making `{self.channel}`"
        )

    def test_what_a_killed_run_left_behind_is_removed(self) -> None:
        scratch = Store(self.channel).partial / "tree-x"
        (scratch / "tree").mkdir(parents=True)
        with Store(self.channel):
            self.assertFalse(scratch.exists())


if __name__ == "__main__":
    unittest.main()
