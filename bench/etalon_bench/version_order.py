"""Sorts version texts as conda does (CEP 33), as far as versions of real channels need it."""

import re

_RUNS = re.compile(r"\d+|[^\d]+")
# Stands for what is missing: above every text but `post`, equal to 0. A few are put at the end of all, so
# that a shorter one compares with what a longer one has there.
_MISSING = (2, 0, "")
_END = (_MISSING,) * 4


def _atom(run):
    if run.isdigit():
        return (2, int(run), "")
    return {"dev": (0, 0, ""), "post": (3, 0, "")}.get(run, (1, 0, run))


def _components(text):
    components = []
    for piece in re.split(r"[._-]", text):
        atoms = [_atom(run) for run in _RUNS.findall(piece)]
        if atoms and atoms[0][0] != 2:
            atoms.insert(0, _MISSING)
        while atoms and atoms[-1] == _MISSING:
            atoms.pop()
        components.append(tuple(atoms) + _END)
    while components and components[-1] == _END:
        components.pop()
    return tuple(components) + (_END,) * 4


def version_key(text):
    """A sort key; equal versions of different text have equal keys."""
    text = text.lower()
    epoch, _, rest = text.rpartition("!")
    main, _, local = rest.partition("+")
    return (int(epoch or 0), _components(main), _components(local))
