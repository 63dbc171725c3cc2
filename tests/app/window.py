"""Opens the program in a window on a display of its own and works it like a person: keys, mouse, and what it reports of itself."""

import json
import os
import pathlib
import struct
import subprocess
import time
import unittest
import zlib

from program import PROGRAM, Program

#: The window reports its state into this file after every frame (setting window.report).
REPORT = "report.json"


def read_png(path):
    """(width, height, rows of RGB or RGBA bytes) of an 8-bit PNG without interlacing."""
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", path
    at, packed, head = 8, b"", None
    while at < len(data):
        (size,), kind = struct.unpack(">I", data[at:at + 4]), data[at + 4:at + 8]
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += size + 12
    width, height, channels = head[0], head[1], {2: 3, 6: 4}[head[3]]
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * channels)
    for y in range(height):
        line = raw[y * (width * channels + 1):(y + 1) * (width * channels + 1)]
        before = unfilter(line[0], bytearray(line[1:]), before, channels)
        rows.append(bytes(before))
    return width, height, channels, rows


def unfilter(kind, line, before, step):
    for i in range(len(line)):
        left = line[i - step] if i >= step else 0
        up = before[i]
        corner = before[i - step] if i >= step else 0
        if kind == 1:
            add = left
        elif kind == 2:
            add = up
        elif kind == 3:
            add = (left + up) // 2
        elif kind == 4:
            guess = left + up - corner
            add = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
        else:
            return line
        line[i] = (line[i] + add) & 255
    return line


class Display:
    """An X server on a free display number."""

    def __init__(self, size="1280x800"):
        reader, writer = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
                                       pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            self.name = ":" + pipe.readline().strip()

    def close(self):
        self.server.terminate()
        self.server.wait()


class Window:
    """One run of the program in a window."""

    def __init__(self, *words, size=(1280, 720), program=None, settings=()):
        self.program = program or Program()
        self.display = Display(f"{size[0]}x{size[1]}")
        self.path = self.program.path / REPORT
        self.path.unlink(missing_ok=True)
        self.environment = {**self.program.environment, "DISPLAY": self.display.name}
        overrides = [f"window.width={size[0]}", f"window.height={size[1]}", f"window.report={self.path}", *settings]
        command = [str(PROGRAM), *map(str, words)]
        for override in overrides:
            command += ["--set", override]
        self.errors = open(self.program.path / "stderr.txt", "w+b")
        self.process = subprocess.Popen(command, env=self.environment, cwd=self.program.path, stderr=self.errors)

    def state(self):
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return None

    def wait(self, what, until, seconds=90):
        """The first state for which `until` holds."""
        deadline, state = time.monotonic() + seconds, None
        while time.monotonic() < deadline:
            state = self.state()
            if state and until(state):
                return state
            if self.process.poll() is not None:
                self.errors.seek(0)
                raise AssertionError(f"the window closed while waiting for {what}: {self.errors.read().decode()}")
            time.sleep(0.05)
        shown = {key: value for key, value in (state or {}).items() if key not in ("marks", "settings", "problems")}
        raise AssertionError(f"waited {seconds} s for {what}; last state: {shown}")

    def ready(self):
        return self.wait("the document", lambda s: not s["loading"] and s["structures"] > 0 and "stage" in s["marks"], 240)

    def xdotool(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True)

    def key(self, *keys):
        for key in keys:
            self.xdotool("key", key)

    def hold(self, *keys):
        """Keys together for as long as a person holds them: text fields of older Dear ImGui miss shorter ones."""
        self.xdotool("keydown", *keys)
        time.sleep(0.4)
        self.xdotool("keyup", *reversed(keys))
        time.sleep(0.2)

    def point_at(self, x, y):
        self.xdotool("mousemove", int(x), int(y))
        time.sleep(0.25)

    def settled(self):
        """The state once no frame was drawn for a moment; while the lesson plays, after a second at most."""
        before, deadline = -1, time.monotonic() + 1.0
        while time.monotonic() < deadline:
            state = self.state()
            if state and state["frames"] == before:
                return state
            before = state["frames"] if state else -1
            time.sleep(0.2)
        return state

    def click(self, mark):
        """Clicks the middle of a named control."""
        self.settled()
        rect = self.wait(f"control {mark}", lambda s: mark in s["marks"])["marks"][mark]
        self.point_at(rect[0] + rect[2] / 2, rect[1] + rect[3] / 2)
        self.xdotool("click", 1)

    def drag(self, x, y, dx, dy, button=1):
        self.point_at(x, y)
        self.xdotool("mousedown", button)
        time.sleep(0.5)
        for part in range(1, 6):
            self.xdotool("mousemove", int(x + dx * part / 5), int(y + dy * part / 5))
            time.sleep(0.3)
        self.xdotool("mouseup", button)

    def close(self):
        """Asks it to quit and returns the exit status."""
        if self.process.poll() is None:
            self.key("ctrl+q")
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        finally:
            self.errors.close()
            self.display.close()


class WindowTest(unittest.TestCase):
    """A test that opens windows, each closed at its end."""

    def open(self, *words, **options):
        window = Window(*words, **options)
        self.addCleanup(window.program.close)
        self.addCleanup(window.close)
        return window
