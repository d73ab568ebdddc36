"""What a grown channel holds: the real records, and added ones made after real ones.

A round copies every real record of a set of names once, as the channel would have grown by one more
release of everything: three rounds of four are new versions, right above the real ones (1.2 -> 1.2.1005),
the fourth new builds of the same versions. Packages that pin each other exactly keep doing so within a
round. Records therefore spread over names as they do in the real channel. Every added record has at least
one dependency range that no other record has.
"""

import bisect
import collections
import random
import re

from etalon_bench.version_order import version_key

_BUILD_NUMBER = re.compile(r"_(\d+)$")
_UPPER = re.compile(r"(?:<=?|==?|~=)\s*([0-9][0-9A-Za-z._!]*)")


def name_of_spec(spec):
    return re.split(r"[ =<>!~\[]", spec, maxsplit=1)[0].lower()


def reachable_names(records, requested):
    """The names that the dependencies of any version can lead to. `records`: dictionaries."""
    needs = collections.defaultdict(set)
    for record in records:
        needs[record["name"]].update(name_of_spec(spec) for spec in record.get("depends", ()))
    reached = set()
    open_names = [name for name in requested if name in needs]
    while open_names:
        name = open_names.pop()
        if name not in reached:
            reached.add(name)
            open_names.extend(need for need in needs[name] if need in needs)
    return reached


class Release:
    """The versions and builds of one round."""

    def __init__(self, number):
        self._number = number
        self._is_rebuild = number % 4 == 0

    def version(self, text):
        if self._is_rebuild:
            return text
        main, plus, local = text.partition("+")
        # Beyond what real versions go on with: 2.42 and 2.42.1 may both be there.
        return f"{main}.{1000 + self._number}{plus}{local}"

    def build(self, text):
        if not self._is_rebuild:
            return text
        return _BUILD_NUMBER.sub(lambda match: f"_{self._raised(int(match.group(1)))}", text)

    def build_number(self, record):
        is_raised = self._is_rebuild and _BUILD_NUMBER.search(record["build"])
        return self._raised(record["build_number"]) if is_raised else record["build_number"]

    def can_copy(self, record):
        """Whether a copy would be another package: a build without a number cannot be raised."""
        return not self._is_rebuild or _BUILD_NUMBER.search(record["build"]) is not None

    def _raised(self, number):
        return number + 10_000 * self._number


class DependencyMaker:
    """Gives copies the dependencies of their own."""

    def __init__(self, records, rng):
        versions = collections.defaultdict(set)
        for record in records:
            versions[record["name"]].add(record["version"])
        self._versions = {
            name: sorted((version_key(text), text) for text in texts) for name, texts in versions.items()
        }
        self._texts = versions
        self._low_versions = {}  # (name, spec) -> the versions that _low_version draws from
        self._rng = rng
        self._next = 0

    def depends(self, specs, copied, release):
        """For a copy in `release` of a record that needs `specs`; `copied`: names that have copies."""
        before = self._next
        made = [self._pin(spec, copied, release) or self._narrow(spec) for spec in specs]
        if self._next == before:
            made.append(f"__glibc >=2.{self._rng.randrange(17)}.{self._own_number()},<3.0.a0")
        return made

    def constrains(self, specs, copied, release):
        return [self._pin(spec, copied, release) or spec for spec in specs]

    # Counted, so that no two are equal.
    def _own_number(self):
        self._next += 1
        return self._next

    def _pin(self, spec, copied, release):
        words = spec.split()
        version = words[1].removeprefix("==") if len(words) > 1 else ""
        if version not in self._texts.get(words[0], ()):
            return None
        if words[0] not in copied:
            return spec
        return " ".join([words[0], release.version(version), *map(release.build, words[2:])])

    def _narrow(self, spec):
        words = spec.split()
        version = words[1] if len(words) == 2 else ""
        is_range = version in ("", "*") or version.endswith(".*") or version[0] in "<>!~"
        if len(words) > 2 or not is_range or "|" in version or words[0].startswith("__"):
            return spec
        bound = f">={self._low_version(words[0], version)}.{self._own_number()}"
        return f"{words[0]} {bound}" + (f",{version}" if version not in ("", "*") else "")

    def _low_version(self, name, spec):
        if (name, spec) not in self._low_versions:
            self._low_versions[name, spec] = self._find_low_versions(name, spec)
        low = self._low_versions[name, spec]
        return low[self._rng.randrange(len(low))] if low else "0"

    # The older quarter of those that the spec's upper end leaves.
    def _find_low_versions(self, name, spec):
        known = self._versions.get(name.lower(), [])
        upper = _UPPER.search(spec) or re.match(r"([0-9][0-9A-Za-z._!]*?)\.\*", spec)
        if upper:
            known = known[: bisect.bisect_left(known, (version_key(upper.group(1)), ""))]
        return [text for _, text in known[: len(known) // 4] if "+" not in text]


class Copier:
    """Makes added records after real ones; the same seed gives the same records."""

    def __init__(self, records, seed):
        self._rng = random.Random(seed)
        self._dependencies = DependencyMaker(records, self._rng)

    def copy(self, template, suffix, copied, release):
        """The copy under the name with `suffix`: (file name, record)."""
        record = dict(template)
        record["name"] = template["name"] + suffix
        record["version"] = release.version(template["version"])
        record["build"] = release.build(template["build"])
        record["build_number"] = release.build_number(template)
        record["depends"] = self._dependencies.depends(template.get("depends", ()), copied, release)
        if "constrains" in template:
            record["constrains"] = self._dependencies.constrains(template["constrains"], copied, release)
        record["md5"] = "%032x" % self._rng.getrandbits(128)
        record["sha256"] = "%064x" % self._rng.getrandbits(256)
        return f"{record['name']}-{record['version']}-{record['build']}.conda", record
