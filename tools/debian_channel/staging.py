"""The tree of one conda package: Debian's archives unpacked to where a prefix has their files."""

from __future__ import annotations

import posixpath
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from . import python_tree, text_paths
from .catalogue import Edit, Part
from .conda_package import CondaPackage
from .elf import read_dynamic_section
from .errors import ChannelError
from .layout import map_link, map_path, run_path


@dataclass
class StagedTree:
    """What a package holds, as far as others must know. Paths are relative to the prefix."""

    files: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)  # path -> target, as written in the link
    needed: dict[str, list[str]] = field(default_factory=dict)  # ELF file -> DT_NEEDED
    run_paths: dict[str, list[str]] = field(default_factory=dict)  # ELF file -> RUNPATH
    entry_points: list[str] = field(default_factory=list)
    newest: int = 0  # seconds since 1970; the latest modification time in the archives


def stage(package: CondaPackage, archives: Path, tree: Path) -> StagedTree:
    """Fills the empty directory `tree`; `archives` holds the Debian archives."""
    stager = _Stager(package, tree)
    for part, debian in zip(package.group.parts, package.debian, strict=True):
        if part.take != ():
            stager.unpack(archives / debian.archive_name, part)
    return stager.finish()


class _Stager:
    def __init__(self, package: CondaPackage, tree: Path) -> None:
        self._package = package
        self._tree = tree
        self._staged = StagedTree()

    def unpack(self, archive: Path, part: Part) -> None:
        """Puts the wanted files of one archive where they belong."""
        command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
        with (
            subprocess.Popen(command, stdout=subprocess.PIPE) as unpacker,
            tarfile.open(fileobj=unpacker.stdout, mode="r|") as members,
        ):
            for member in members:
                path = member.name.removeprefix("./")
                if not member.isdir() and _is_taken(path, part.take):
                    self._place(members, member, path)
        if unpacker.returncode != 0:
            raise ChannelError(f"`{archive.name}` cannot be unpacked", "remove it and try again")

    def finish(self) -> StagedTree:
        """Makes the files right for their new place."""
        staged, tree = self._staged, self._tree
        staged.links |= self._package.group.links
        if self._package.is_noarch_python:
            self._take_entry_points()
        self._drop_broken_links()
        for path, target in staged.links.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).symlink_to(target)
        for path in staged.files:
            self._set_run_path(path)
            self._rewrite_text(path)
        for edit in self._package.group.edits:
            self._apply(edit)
        if not self._package.is_noarch:
            # A source with a placeholder changes when it is linked; byte code of it would be stale.
            lasting = [path for path in staged.files if not text_paths.names_paths(path)]
            staged.files += python_tree.compile_all(tree, lasting)
        return staged

    def _place(self, members: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> None:
        noarch_python = self._package.is_noarch_python
        target = map_path(path, noarch_python)
        group = self._package.group
        if target in group.moves:
            target = group.moves[target]
        elif target is None or any(fnmatchcase(target, left) for left in group.leave_out):
            return
        # Files of one Debian package can be in several conda packages, each with its licence.
        target = target.replace("share/licenses/", f"share/licenses/{self._package.name}/", 1)
        if member.issym():
            link = map_link(path, member.linkname, noarch_python)
            if link and link != posixpath.basename(target) and target not in group.moves.values():
                self._staged.links[target] = link
            return
        place = self._tree / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if member.islnk():
            shutil.copy2(self._tree / str(map_path(member.linkname, noarch_python)), place)
        else:
            source = members.extractfile(member)
            assert source is not None, f"{path} is neither a file nor a link"
            with place.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
            place.chmod(0o755 if member.mode & 0o100 else 0o644)
        self._staged.files.append(target)
        self._staged.newest = max(self._staged.newest, int(member.mtime))

    def _take_entry_points(self) -> None:
        """Scripts that the linker makes anew, under all the names that Debian gave them."""
        points = python_tree.read_entry_points(self._tree, self._staged.files)
        scripts = {f"python-scripts/{command}": target for command, target in points.items()}
        for path, to in list(self._staged.links.items()):
            if path.startswith("python-scripts/") and _beside(path, to) in scripts:
                scripts[path] = scripts[_beside(path, to)]
                del self._staged.links[path]
        for path in scripts.keys() & set(self._staged.files):
            (self._tree / path).unlink()
            self._staged.files.remove(path)
        directory = self._tree / "python-scripts"
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()
        self._staged.entry_points = sorted(
            f"{path.removeprefix('python-scripts/')} = {target}" for path, target in scripts.items()
        )

    def _drop_broken_links(self) -> None:
        """Some links are broken in Debian, or lead to what is left out.

        One that leads out of its own directory may point into a dependency; `closure_check` looks.
        """
        links, own = self._staged.links, set(self._staged.files)
        while True:
            inside = {path: _beside(path, to) for path, to in links.items() if "/" not in to}
            broken = [path for path, aim in inside.items() if aim not in own and aim not in links]
            if not broken:
                return
            for path in broken:
                del links[path]

    def _set_run_path(self, path: str) -> None:
        section = read_dynamic_section(self._tree / path)
        if section is None:
            return
        entries = run_path(path, section.run_path)
        _run_patchelf("--set-rpath", ":".join(entries), str(self._tree / path))
        self._staged.needed[path] = section.needed
        self._staged.run_paths[path] = entries

    def _rewrite_text(self, path: str) -> None:
        file = self._tree / path
        if not text_paths.names_paths(path):
            return
        data = file.read_bytes()
        if b"\0" in data:
            return
        text = data.decode("utf-8", "surrogateescape")
        file.write_bytes(text_paths.rewrite(path, text).encode("utf-8", "surrogateescape"))


    def _apply(self, edit: Edit) -> None:
        file = self._tree / edit.path
        text = file.read_text("utf-8")
        if text.count(edit.old) != 1:
            raise ChannelError(f"`{edit.path}` does not hold `{edit.old}` once")
        file.write_text(text.replace(edit.old, edit.new), "utf-8")


def _beside(path: str, name: str) -> str:
    return posixpath.join(posixpath.dirname(path), name)


def _is_taken(path: str, take: tuple[str, ...] | None) -> bool:
    # The licence goes along with any part of a package.
    if take is None or fnmatchcase(path, "usr/share/doc/*/copyright"):
        return True
    return any(fnmatchcase(path, wanted) for wanted in take)


def _run_patchelf(*arguments: str) -> None:
    done = subprocess.run(["patchelf", *arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise ChannelError(f"patchelf failed on `{arguments[-1]}`: {done.stderr.decode().strip()}")
