"""Runs the built program for the app tests: one place that knows where it lies and what a clean home is."""

import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(os.environ["PALPATE_SOURCE"])
PROGRAM = pathlib.Path(os.environ["PALPATE_PROGRAM"])


def children_of(pid):
    """{pid: command line} of the running children of a process."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ValueError, IndexError):
            continue  # gone meanwhile
    return found


class Program:
    """A home of its own (settings, cache) that vanishes afterwards; the cache is shared to keep the tests quick."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="palpate_test_")
        self.path = pathlib.Path(self.folder.name)
        self.environment = {
            **os.environ,
            "HOME": self.folder.name,
            "PALPATE_DATA": str(ROOT),
            "PALPATE_CACHE": os.environ.get("PALPATE_TEST_CACHE", str(self.path / "cache")),
            "PALPATE_CONFIG": str(self.path / "config"),
        }
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            self.environment.pop(name, None)

    def run(self, *words, environment=None, timeout=300):
        """(exit status, stdout bytes, stderr text)."""
        done = subprocess.run([str(PROGRAM), *map(str, words)], env={**self.environment, **(environment or {})},
                              capture_output=True, timeout=timeout, cwd=self.folder.name)
        return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")

    def plain_gl(self):
        """What makes Mesa's drivers offer no more than the program needs; other drivers ignore it. Where Mesa is newer,
        taking KHR_debug away takes packed depth and stencil too: there the version alone is held down."""
        version = {"MESA_GL_VERSION_OVERRIDE": "3.3"}
        both = {**version, "MESA_EXTENSION_OVERRIDE": "-GL_KHR_debug"}
        atlas = PROGRAM.parent / "lumbar.glb"
        words = (atlas, "--size", "32x24", "--quality", "low", "--out", self.path / "tried.png")
        return both if self.run("render", *words, environment=both)[0] == 0 else version

    def data(self, *words):
        """The parsed JSON of a command that must succeed."""
        status, out, err = self.run(*words, "--json")
        assert status == 0, f"{words}: exit {status}: {err}"
        document = json.loads(out)
        assert document["format"] == 1
        return document

    def close(self):
        self.folder.cleanup()
