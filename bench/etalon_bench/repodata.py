"""Reading and writing repodata.json.zst with the zstd program."""

import contextlib
import json
import pathlib
import subprocess

SECTIONS = ("packages", "packages.conda")


def read_records(channel: pathlib.Path):
    """The records of all subdirs of a channel's directory: (subdir, section, file name, record)."""
    for path in sorted(channel.glob("*/repodata.json.zst")):
        text = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
        repodata = json.loads(text)
        for section in SECTIONS:
            for file_name, record in repodata.get(section, {}).items():
                yield path.parent.name, section, file_name, record


class RepodataWriter:
    """Streams one subdir's records into repodata.json.zst, section after section."""

    def __init__(self, out, subdir):
        self._out = out
        self._is_first = True
        self._out.write('{"info":{"subdir":%s},"repodata_version":1,"removed":[]' % json.dumps(subdir))

    def begin(self, section):
        self._out.write(',"%s":{' % section)
        self._is_first = True

    def add(self, file_name, record):
        separator = "" if self._is_first else ",\n"
        self._out.write(separator + json.dumps(file_name) + ":" + json.dumps(record))
        self._is_first = False

    def end(self):
        self._out.write("}")

    def finish(self):
        self._out.write("}\n")


@contextlib.contextmanager
def open_repodata(path: pathlib.Path, subdir):
    """A RepodataWriter to `path`, compressed on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command = ["zstd", "-q", "-f", "-3", "-o", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8") as zstd:
        writer = RepodataWriter(zstd.stdin, subdir)
        yield writer
        writer.finish()
        zstd.stdin.close()
        if zstd.wait() != 0:
            raise OSError(f"zstd could not write {path}")
