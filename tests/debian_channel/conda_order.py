"""The order of conda versions, as CEP 33 words it: a second opinion for these tests only."""

import re
from itertools import zip_longest


def compare(left: str, right: str) -> int:
    """Negative, zero or positive, as `left` is less than, equal to or greater than `right`."""
    for ours, theirs in zip_longest(_components(left), _components(right), fillvalue=[0]):
        for one, other in zip_longest(ours, theirs, fillvalue=0):
            if _rank(one) != _rank(other):
                return -1 if _rank(one) < _rank(other) else 1
    return 0


def _components(version: str) -> list[list[int | str]]:
    """Without epoch and local part, which the channel's versions do not have."""
    components = []
    for text in re.split(r"[._-]", version.lower()):
        parts: list[int | str] = [
            int(part) if part.isdigit() else part for part in re.findall(r"\d+|\D+", text)
        ]
        components.append([0, *parts] if isinstance(parts[0], str) else parts)
    return components


def _rank(part: int | str) -> tuple[int, int, str]:
    """`dev` is the smallest, then words, then numbers, then `post`."""
    if isinstance(part, int):
        return (2, part, "")
    return {"dev": (0, 0, ""), "post": (3, 0, "")}.get(part, (1, 0, part))
