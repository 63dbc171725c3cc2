"""Bad meshes and bad recipes, in every format and every kind of damage: a clear word, no crash, nothing half-written.

A generator makes a good ball in each format and damages it; damaged files lie in one folder beside a good one, so that one
run of the program meets many of them, and the rest must go on.
"""

import base64
import json
import math
import os
import random
import re
import signal
import struct
import subprocess
import time
import unittest

from program import Program, children_of

AROUND, ROWS = 12, 8


def ball():
    """Points (mm) and triangles of a closed ball."""
    points = [(0.0, 40.0, 0.0)]
    for r in range(1, ROWS):
        for a in range(AROUND):
            lat, lon = math.pi * r / ROWS, 2 * math.pi * a / AROUND
            points.append((40 * math.sin(lat) * math.sin(lon), 40 * math.cos(lat), 40 * math.sin(lat) * math.cos(lon)))
    points.append((0.0, -40.0, 0.0))
    at = lambda r, a: 1 + (r - 1) * AROUND + a % AROUND
    last, triangles = len(points) - 1, []
    for a in range(AROUND):
        triangles.append((0, at(1, a), at(1, a + 1)))
        triangles.append((last, at(ROWS - 1, a + 1), at(ROWS - 1, a)))
        for r in range(1, ROWS - 1):
            triangles += [(at(r, a), at(r + 1, a), at(r + 1, a + 1)), (at(r, a), at(r + 1, a + 1), at(r, a + 1))]
    return points, triangles


def obj(points, triangles):
    return ("".join("v %.4f %.4f %.4f\n" % p for p in points)
            + "".join("f %d %d %d\n" % tuple(i + 1 for i in t) for t in triangles)).encode()


def stl(points, triangles):
    body = b"".join(struct.pack("<12fH", 0, 0, 1, *points[a], *points[b], *points[c], 0) for a, b, c in triangles)
    return b"\0" * 80 + struct.pack("<I", len(triangles)) + body


def ascii_stl(points, triangles):
    facets = "".join("facet normal 0 0 1\nouter loop\n" + "".join("vertex %f %f %f\n" % points[i] for i in t)
                     + "endloop\nendfacet\n" for t in triangles)
    return ("solid ball\n" + facets + "endsolid ball\n").encode()


def ply(points, triangles):
    head = ("ply\nformat binary_little_endian 1.0\nelement vertex %d\nproperty float x\nproperty float y\nproperty float z\n"
            "element face %d\nproperty list uchar int vertex_indices\nend_header\n" % (len(points), len(triangles)))
    return head.encode() + b"".join(struct.pack("<3f", *p) for p in points) + b"".join(
        struct.pack("<B3i", 3, *t) for t in triangles)


def off(points, triangles):
    return ("OFF\n%d %d 0\n" % (len(points), len(triangles)) + "".join("%f %f %f\n" % p for p in points)
            + "".join("3 %d %d %d\n" % t for t in triangles)).encode()


def gltf_tree(points, triangles, uri=None, nodes=None):
    data = b"".join(struct.pack("<3f", *(x / 1000 for x in p)) for p in points) + b"".join(
        struct.pack("<3I", *t) for t in triangles)
    split = 12 * len(points)
    tree = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}],
        "nodes": nodes or [{"mesh": 0, "name": "ball"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}],
        "buffers": [{"byteLength": len(data)}],
        "bufferViews": [{"buffer": 0, "byteOffset": 0, "byteLength": split},
                        {"buffer": 0, "byteOffset": split, "byteLength": len(data) - split}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(points), "type": "VEC3", "min": [-.04] * 3, "max": [.04] * 3},
            {"bufferView": 1, "componentType": 5125, "count": 3 * len(triangles), "type": "SCALAR"}],
    }
    if uri:
        tree["buffers"][0]["uri"] = uri
    return tree, data


def glb(points, triangles, nodes=None):
    tree, data = gltf_tree(points, triangles, nodes=nodes)
    return pack_glb(json.dumps(tree).encode(), data)


def pack_glb(text, data):
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    return (struct.pack("<3I", 0x46546C67, 2, 28 + len(text) + len(data)) + struct.pack("<2I", len(text), 0x4E4F534A) + text
            + struct.pack("<2I", len(data), 0x004E4942) + data)


def fbx_record(name, values, children, at):
    """One record of a binary FBX (version 7400: offsets of 32 bits) that begins at byte `at`."""
    packed = b""
    for value in values:
        if isinstance(value, bytes):
            packed += b"S" + struct.pack("<I", len(value)) + value
        elif isinstance(value, int):
            packed += b"L" + struct.pack("<q", value)
        elif isinstance(value[1], int):
            packed += b"I" + struct.pack("<i", value[1])
        else:
            kind, items = value
            packed += kind.encode() + struct.pack("<3I", len(items), 0, len(items) * (8 if kind == "d" else 4))
            packed += struct.pack("<%d%s" % (len(items), kind), *items)
    body = at + 13 + len(name) + len(packed)
    inner = b""
    for child in children:
        inner += fbx_record(*child, body + len(inner))
    inner += b"\0" * 13 if children else b""
    return struct.pack("<3IB", body + len(inner), len(values), len(packed), len(name)) + name + packed + inner


def fbx(points, triangles):
    corners = [i for a, b, c in triangles for i in (a, b, -c - 1)]
    tree = [
        (b"FBXHeaderExtension", [], [(b"FBXVersion", [("I", 7400)], [])]),
        (b"Objects", [], [
            (b"Geometry", [1, b"ball\0\1Geometry", b"Mesh"], [
                (b"Vertices", [("d", [x for p in points for x in p])], []),
                (b"PolygonVertexIndex", [("i", corners)], [])]),
            (b"Model", [2, b"ball\0\1Model", b"Mesh"], [(b"Version", [("I", 232)], [])])]),
        (b"Connections", [], [(b"C", [b"OO", 1, 2], []), (b"C", [b"OO", 2, 0], [])]),
    ]
    data = b"Kaydara FBX Binary  \0\x1a\0" + struct.pack("<I", 7400)
    for record in tree:
        data += fbx_record(*record, len(data))
    return data + b"\0" * 13


FORMATS = {"glb": glb, "obj": obj, "stl": stl, "ply": ply, "off": off, "fbx": fbx}


def exported(folder):
    """(kind, ending, bytes) of a small body in every format that the mesh library itself can write."""
    subprocess.run([os.environ["PALPATE_MESH_FORMATS"], str(folder)], check=True, timeout=60)
    for file in sorted(folder.iterdir()):
        # Assimp 5.2 cannot read the binary FBX that it writes: fbx() above makes one.
        if file.suffix not in (".mtl", ".bin") and file.name != "binary.fbx":
            yield file.stem + file.suffix.replace(".", "_"), file.suffix[1:], file.read_bytes()


def is_text(content):
    return b"\0" not in content[:2000]


def wrong_numbers(good, dice):
    """(name, bytes): counts that are huge, numbers that are none, at places drawn by lot."""
    if is_text(good):
        counts = [m.span() for m in re.finditer(rb"(?<![\d.\-e])\d+(?![\d.e])", good)]
        reals = [m.span() for m in re.finditer(rb"-?\d+\.\d+", good)] or counts
        for k in range(8):
            a, b = dice.choice(counts)
            yield "count_%02d" % k, good[:a] + dice.choice((b"4000000000", b"99999999999999999999", b"-1")) + good[b:]
            a, b = dice.choice(reals)
            yield "nan_%02d" % k, good[:a] + dice.choice((b"nan", b"1e999", b"-inf", b"1e-999")) + good[b:]
        return
    for k in range(16):
        at = dice.randrange(len(good) - 4)
        yield "count_%02d" % k, good[:at] + dice.choice((b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f")) + good[at + 4:]
    for k in range(8):
        at = dice.randrange(len(good) // 4) * 4
        yield "nan_%02d" % k, good[:at] + struct.pack("<f", math.nan) + good[at + 4:]


def damaged(good, seed, cuts):
    """(name, bytes) of every kind of damage."""
    dice = random.Random(seed)
    for k in range(cuts):
        yield "cut_%02d" % k, good[: len(good) * k // cuts]
    for k in range(20):
        spoilt = bytearray(good)
        for _ in range(1 + k):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        yield "bytes_%02d" % k, bytes(spoilt)
    yield "noise", bytes(dice.randrange(256) for _ in range(3000))
    yield from wrong_numbers(good, dice)


class Damage(unittest.TestCase):
    def setUp(self):
        self.program = Program()
        self.program.environment["PALPATE_CACHE"] = str(self.program.path / "cache")
        self.addCleanup(self.program.close)
        self.points, self.triangles = ball()

    def folder(self, name):
        folder = self.program.path / name
        folder.mkdir()
        return folder

    def survives(self, folder, out="out"):
        """The import of a folder with one good file ends well, and every number that it writes is one."""
        target = self.program.path / out
        status, text, err = self.program.run("import", folder, "--recipe", "plain", "--out", target, "--json", timeout=300)
        self.assertEqual(status, 0, err)
        report = json.loads(text)
        self.assertTrue((target / "good_sacrum.obj").exists() or (target / "sacrum.obj").exists(), sorted(target.iterdir())[:5])
        for file in target.glob("*.obj"):
            for line in file.read_text().splitlines():
                if line.startswith("v"):
                    self.assertTrue(all(math.isfinite(float(x)) for x in line.split()[1:4]), (file, line))
        return report

    def refuses(self, needle, *paths, recipe="plain"):
        target = self.program.path / "never"
        status, out, err = self.program.run("import", *paths, "--recipe", recipe, "--out", target, timeout=120)
        self.assertEqual(status, 1, err)
        self.assertIn(needle, err)
        self.assertFalse(target.exists(), "something half-written was left")
        self.assertEqual(out, b"")
        return err

    def test_every_format_cut_at_fifty_places_and_sprinkled_with_noise(self):
        for ending, write in FORMATS.items():
            with self.subTest(format=ending):
                good = write(self.points, self.triangles)
                whole = self.program.path / ("sacrum." + ending)
                whole.write_bytes(good)
                self.program.data("import", whole, "--out", self.program.path / ("good_" + ending))
                folder = self.folder("bad_" + ending)
                for name, content in damaged(good, ending, 50):
                    (folder / (name + "." + ending)).write_bytes(content)
                (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
                report = self.survives(folder, "out_" + ending)
                self.assertGreater(len(report["skipped"]), 3)
                for skipped in report["skipped"]:
                    self.assertTrue(skipped["file"] and skipped["reason"])

    def test_every_format_that_the_library_writes_is_read_and_its_damage_survived(self):
        kinds = list(exported(self.folder("whole")))
        self.assertGreaterEqual({ending for _, ending, _ in kinds},
                                {"fbx", "dae", "x3d", "3ds", "obj", "stl", "ply", "gltf", "glb"})
        for kind, ending, good in kinds:
            with self.subTest(kind=kind):
                whole = self.program.path / "whole" / (kind.rsplit("_", 1)[0] + "." + ending)
                self.program.data("import", whole, "--out", self.program.path / ("good_" + kind))
                folder = self.folder("bad_" + kind)
                for name, content in damaged(good, kind, 50):
                    (folder / (name + "." + ending)).write_bytes(content)
                (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
                self.survives(folder, "out_" + kind)

    def test_a_blend_file_that_is_none(self):
        folder = self.folder("blend")
        dice = random.Random(5)
        for k in range(20):
            (folder / ("%02d.blend" % k)).write_bytes(
                b"BLENDER" + b"_-"[k % 2:k % 2 + 1] + b"vV"[k % 2:k % 2 + 1] + b"279" + bytes(dice.randrange(256) for _ in range(40 * k)))
        (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
        self.survives(folder)

    def child_of(self, process):
        """The import child of a running program, once it reads."""
        for _ in range(400):
            for pid, command in children_of(process.pid).items():
                if "import-worker" in command:
                    return pid
            self.assertIsNone(process.poll(), "the program ended before its child was seen")
            time.sleep(0.01)
        self.fail("no import child was started")

    def start_long_import(self, name="long"):
        """An import that takes some seconds, running."""
        folder = self.folder(name)
        (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles * 6000))
        target = self.program.path / (name + "_out")
        process = subprocess.Popen([os.environ["PALPATE_PROGRAM"], "import", str(folder / "sacrum.obj"), "--out", str(target)],
                                   env=self.program.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        return process, target

    def test_a_child_that_is_killed_becomes_a_message(self):
        process, target = self.start_long_import()
        child = self.child_of(process)
        time.sleep(0.2)
        os.kill(child, signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("sacrum.obj", err)
        self.assertIn("crashed while reading it (signal 9)", err)
        self.assertEqual(out, "")
        self.assertFalse(target.exists(), "something half-written was left")

    def test_an_import_is_cancelled_and_leaves_nothing(self):
        process, target = self.start_long_import()
        child = self.child_of(process)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 130, err)
        self.assertFalse(target.exists(), "something half-written was left")
        self.assertRaises(ProcessLookupError, os.kill, child, 0)
        self.assertEqual([f.name for f in (self.program.path / "cache").rglob("*") if f.is_file()], [])

    def test_huge_counts_are_not_believed(self):
        folder = self.folder("huge")
        (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
        (folder / "a.stl").write_bytes(b"\0" * 80 + struct.pack("<I", 0xFFFFFFFF) + b"\0" * 100)
        (folder / "b.ply").write_bytes(ply(self.points, self.triangles).replace(b"vertex 86", b"vertex 4000000000"))
        (folder / "c.off").write_bytes(b"OFF\n4000000000 4000000000 0\n0 0 0\n")
        tree, data = gltf_tree(self.points, self.triangles)
        tree["accessors"][0]["count"] = 4_000_000_000
        (folder / "d.glb").write_bytes(pack_glb(json.dumps(tree).encode(), data))
        tree["accessors"][0]["count"] = len(self.points)
        tree["bufferViews"][0]["byteOffset"] = 4_000_000_000
        (folder / "e.glb").write_bytes(pack_glb(json.dumps(tree).encode(), data))
        self.survives(folder)

    def test_numbers_that_are_none(self):
        folder = self.folder("nan")
        (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
        (folder / "a.obj").write_bytes(obj([(math.nan, 0, 0)] + self.points[1:], self.triangles))
        (folder / "b.stl").write_bytes(stl([(math.inf,) * 3] * len(self.points), self.triangles))
        (folder / "c.ply").write_bytes(ply([(math.nan,) * 3] + self.points[1:], self.triangles))
        (folder / "d.obj").write_bytes(b"v 1e999 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 9\nf -7 -8 -9\n")
        report = self.survives(folder)
        self.assertTrue(any("no numbers" in what for what in report["mended"] + [s["reason"] for s in report["skipped"]]))

    def test_deep_trees_and_ten_thousand_parts(self):
        folder = self.folder("trees")
        (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
        deep = [{"children": [k + 1]} for k in range(60_000)] + [{"mesh": 0}]
        (folder / "deep.glb").write_bytes(glb(self.points, self.triangles, nodes=deep))
        ring = [{"children": [1]}, {"children": [0], "mesh": 0}]
        (folder / "ring.glb").write_bytes(glb(self.points, self.triangles, nodes=ring))
        report = self.survives(folder)
        self.assertTrue(any("deep.glb" in s["file"] for s in report["skipped"]), report["skipped"])
        parts = self.folder("parts")
        few, corners = [(0, 0, 0), (9, 0, 0), (0, 9, 0), (0, 0, 9)], [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]
        nodes = [{"children": list(range(1, 10_001))}] + [
            {"mesh": 0, "name": "part%d" % k, "translation": [k % 100 * 0.01, k // 100 * 0.01, 0]} for k in range(10_000)]
        (parts / "many.glb").write_bytes(glb(few, corners, nodes=nodes))
        status, text, err = self.program.run("import", parts, "--recipe", "plain", "--out", self.program.path / "many", "--json")
        self.assertEqual(status, 0, err)
        self.assertEqual(json.loads(text)["structures"], 10_000)

    def test_no_file_outside_the_folder_is_read(self):
        folder = self.folder("inside")
        tree, data = gltf_tree(self.points, self.triangles, uri="../secret.bin")
        (self.program.path / "secret.bin").write_bytes(data)
        (folder / "tricky.gltf").write_text(json.dumps(tree))
        self.refuses("tricky.gltf", folder / "tricky.gltf")
        for uri in ("%2e%2e/secret.bin", str(self.program.path / "secret.bin"), "file://" + str(self.program.path / "secret.bin")):
            tree["buffers"][0]["uri"] = uri
            (folder / "tricky.gltf").write_text(json.dumps(tree))
            self.refuses("tricky.gltf", folder / "tricky.gltf")
        (folder / "link.bin").symlink_to(self.program.path / "secret.bin")
        tree["buffers"][0]["uri"] = "link.bin"
        (folder / "tricky.gltf").write_text(json.dumps(tree))
        self.refuses("tricky.gltf", folder / "tricky.gltf")
        (folder / "link.bin").unlink()
        (folder / "beside.bin").write_bytes(data)
        tree["buffers"][0]["uri"] = "beside.bin"  # the same file inside the folder is good: the refusals above are no accident
        (folder / "sacrum.gltf").write_text(json.dumps(tree))
        (folder / "tricky.gltf").unlink()
        self.survives(folder)
        embedded = "data:application/octet-stream;base64," + base64.b64encode(data).decode()
        tree["buffers"][0]["uri"] = embedded
        (folder / "sacrum.gltf").write_text(json.dumps(tree))
        self.survives(folder, "embedded")

    def test_recipes_that_are_wrong_say_where(self):
        folder = self.folder("meshes")
        (folder / "sacrum.obj").write_bytes(obj(self.points, self.triangles))
        recipe = self.program.path / "r.yaml"
        cases = {
            "format: 1\nmeshes:\n  ../../etc/passwd: sacrum\n": "r.yaml:3:3",
            "format: 1\nsources:\n  - files: /etc/*\n": "r.yaml:3:12",
            "format: 1\nmeshes:\n  a: ../b\n": "r.yaml:3:6",
            "format: 1\naxes: [left, right, cranial]\n": "r.yaml:2:7",
            "format: 1\nunit-mm: .nan\n": "r.yaml:2:10",
            "format: 1\nunit-mm: 1e999\n": "r.yaml:2:10",
            "format: 1\nmeshs: {}\n": "did you mean 'meshes'",
            "format: 2\n": "r.yaml:1:9",
            "format: 1\nmeshes:\n  a: {id: b, layer: 99}\n": "r.yaml:3:21",
            "format: 1\nmeshes:\n  a: {id: b, tissue: jelly}\n": "jelly",
            "format: 1\na: &x [*x]\n": "r.yaml",
            "[" * 5000: "r.yaml",
        }
        for text, needle in cases.items():
            with self.subTest(recipe=text[:40]):
                recipe.write_text(text)
                self.refuses(needle, folder, recipe=str(recipe))


if __name__ == "__main__":
    unittest.main()
