"""Makes a local conda channel out of Debian's own packages; apt is the only source.

The way of a package, one module a step:

    apt            what Debian offers, and its archives
    plan           which conda packages are made of which Debian packages, and what they depend on
      catalogue      the tables behind that: names, groups, what is left out and why
      debian_version, relation   Debian's versions and relations in conda's words
    staging        a Debian archive becomes a tree as in a prefix
      layout         where a file goes
      elf, text_paths, python_tree   what must change inside it
    recipe         what the builder is told, and whether an archive is still good
    pipeline       download, stage, build, in parallel
    closure_check  every library that is needed is provided by a dependency
    store          what the channel holds, and publishing it
"""
