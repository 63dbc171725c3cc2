"""The contract of the command line: what each command prints, its exit status, and what bad input gets."""

import hashlib
import json
import math
import os
import shutil
import struct
import subprocess
import unittest

from program import PROGRAM, ROOT, Program

FAMILIES = {"swedish", "deep tissue", "trigger point", "myofascial release", "acupressure", "heat", "stretching", "mobility",
            "combined sessions"}
LESSON = ROOT / "scenes" / "guided" / "what_the_hand_does.yaml"


def png_size(path):
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n", path
    return struct.unpack(">II", head[16:24])


def png_words(path):
    """{keyword: text} of a PNG's iTXt chunks, read by the format's own description."""
    data, at, words = path.read_bytes(), 8, {}
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"iTXt":
            keyword, rest = data[at + 8:at + 8 + size].split(b"\0", 1)
            assert rest[0] == 0, "words are not packed"
            _, _, text = rest[2:].split(b"\0", 2)
            words[keyword.decode()] = text.decode()
        at += size + 12
    return words


def all_finite(value):
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(all_finite, value.values()))
    return all(map(all_finite, value)) if isinstance(value, list) else True


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.program = Program()
        self.addCleanup(self.program.close)

    def fails(self, status, needle, *words, **keywords):
        """The command ends with `status`, says `needle` in one line on stderr and prints no data."""
        got, out, err = self.program.run(*words, **keywords)
        self.assertEqual(got, status, f"{words}: {err}")
        self.assertIn(needle, err)
        self.assertNotIn("terminate called", err)
        return out, err

    def test_help_and_version_at_every_level(self):
        for words in ((), ("render",), ("check",), ("describe",), ("list",), ("import",), ("atlas",), ("atlas", "info"),
                      ("atlas", "export"), ("forge",), ("handout",), ("bench",), ("doctor",)):
            status, out, err = self.program.run(*words, "--help")
            self.assertEqual(status, 0, err)
            self.assertIn(b"Usage", out)
        self.assertEqual(self.program.run("--version")[1].split()[0], b"palpate")

    def test_wrong_usage_is_2(self):
        for words in (("--no-such-flag",), ("render",), ("list", "nonsense"), ("render", LESSON, "--size", "12")):
            self.assertEqual(self.program.run(*words)[0], 2, words)

    def test_no_display_is_3_with_a_cure(self):
        self.fails(3, "palpate render")

    def test_catalogues(self):
        scenes = self.program.data("list", "scenes")["scenes"]
        self.assertGreaterEqual(len(scenes), 24)
        families = [scene["family"] for scene in scenes]
        for family in FAMILIES - {"stretching", "mobility"}:
            self.assertGreaterEqual(families.count(family), 3, family)
        self.assertEqual((ROOT / scenes[0]["file"]).resolve(), LESSON.resolve())
        self.assertGreaterEqual(scenes[0]["duration_s"], 60)
        for scene in scenes:
            self.assertIn(scene["family"], FAMILIES)
            self.assertNotIn("bench", scene["file"])
        structures = self.program.data("list", "structures")["structures"]
        for key in ("id", "name", "latin", "layer", "side", "tissue", "provenance"):
            self.assertIn(key, structures[0])
        for what in ("techniques", "landmarks", "points", "knowledge", "views", "settings", "commands"):
            rows = self.program.data("list", what)[what]
            self.assertTrue(rows, what)
            for row in rows:
                self.assertTrue(row["id"] and row["name"], (what, row))
            self.assertEqual(len({row["id"] for row in rows}), len(rows), what)

    def test_every_shipped_lesson_checks_clean_with_a_complete_record(self):
        files = sorted(path for path in (ROOT / "scenes").rglob("*.yaml") if "bench" not in path.parts)
        report = self.program.data("check", *files)["files"]
        self.assertEqual(len(report), len(files))
        for entry in report:
            self.assertTrue(entry["ok"], entry)
            self.assertEqual(entry["completeness_percent"], 100, entry)

    def test_pain_leads_to_points_and_lessons(self):
        rows = self.program.data("list", "points", "--pain", "hip_side")["points"]
        triggers = [row for row in rows if row["kind"] == "trigger point"]
        self.assertEqual(triggers[0]["id"], "ql_superficial_caudal")
        self.assertAlmostEqual(sum(row["share"] for row in triggers), 1.0, places=2)
        self.assertTrue(all(row["contested"] for row in triggers))
        played = triggers[0]["lessons"][0]
        steps = self.program.data("describe", played["file"], "--at", "0")
        self.assertEqual(steps["title"], played["lesson"])
        self.fails(1, "buttock", "list", "points", "--pain", "butock")

    def test_watching_tells_a_mistake_and_its_cure(self):
        file = self.program.path / "watched.yaml"
        good = LESSON.read_text()
        file.write_text(good)
        watch = subprocess.Popen([str(PROGRAM), "check", "--watch", str(file)], env=self.program.environment, stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, text=True)
        try:
            self.assertIn("fine", self.line_with(watch, "record"))
            file.write_text(good.replace("tool: palms", "tool: plams", 1))
            os.utime(file, (0, 0))
            self.assertIn("did you mean 'palms'", self.line_with(watch, "unknown-tool"))
            file.write_text(good)
            self.assertIn("fine", self.line_with(watch, "record"))
        finally:
            watch.terminate()
            watch.communicate()

    def line_with(self, process, word):
        """The next printed line that holds the word."""
        for line in process.stdout:
            if word in line:
                return line
        self.fail(f"ended without '{word}'")

    def test_two_sides_on_one_clock(self):
        for name, words in (("before", ("before", "--wipe", "0.3")), ("force", ("2x",)), ("lesson", (ROOT / "scenes/swedish/kneading.yaml",))):
            out = self.program.path / f"{name}.png"
            status, _, err = self.program.run("render", LESSON, "--at", "30", "--compare", *words, "--out", out, "--size", "320x120",
                                              "--quality", "plain")
            self.assertEqual(status, 0, err)
            self.assertEqual(png_size(out), (320, 120))
        self.fails(2, "0.1x", "render", LESSON, "--compare", "99x", "--out", self.program.path / "no.png")

    def test_describe_has_the_fields_of_the_contract(self):
        state = self.program.data("describe", LESSON, "--at", "12")
        for key in ("scene", "title", "lesson_family", "technique", "time_s", "duration_s", "step", "camera", "layers", "heatmap",
                    "contacts", "posture", "fields", "caution", "evidence"):
            self.assertIn(key, state)
        self.assertTrue(all_finite(state))
        touching = [c for c in state["contacts"] if c["force_N"] > 0]
        self.assertTrue(touching, "nothing touches the body at 12 s")
        for key in ("tool", "hand", "side", "phase", "basis", "position_mm", "normal", "direction", "force_N", "area_cm2", "area_shape",
                    "pressure_kPa", "speed_cm_s", "walton", "stack"):
            self.assertIn(key, touching[0])
        stack = touching[0]["stack"]
        self.assertEqual(stack[0]["structure"], "skin")
        self.assertEqual([s["depth_mm"] for s in stack], sorted(s["depth_mm"] for s in stack))
        pressure = touching[0]["force_N"] / touching[0]["area_cm2"] * 10
        self.assertAlmostEqual(touching[0]["pressure_kPa"], pressure, delta=0.02 * pressure)
        for row in state["caution"]:
            self.assertIn(row["state"], {"none", "near", "over", "forbidden"})
        for row in state["evidence"]:
            self.assertIn(row["badge"], {"supported", "mixed", "not_supported", "tradition", "no_source"})
        after = self.program.data("describe", LESSON, "--at", "1e6")
        self.assertEqual(after["time_s"], after["duration_s"])

    def test_two_renders_have_the_same_bytes(self):
        sums = []
        for name in ("a.png", "b.png"):
            out = self.program.path / name
            status, _, err = self.program.run("render", LESSON, "--at", "12.5", "--out", out, "--size", "320x180", "--quality", "high")
            self.assertEqual(status, 0, err)
            self.assertEqual(png_size(out), (320, 180))
            sums.append(hashlib.sha256(out.read_bytes()).hexdigest())
        self.assertEqual(*sums)

    def test_opengl_3_3_without_debug_output_draws_the_same(self):
        pictures = []
        for environment in ({}, self.program.plain_gl()):
            out = self.program.path / "picture.png"
            status, _, err = self.program.run("render", LESSON, "--at", "12.5", "--out", out, "--size", "320x180", "--quality", "high",
                                              environment=environment)
            self.assertEqual(status, 0, err)
            pictures.append(out.read_bytes())
        self.assertEqual(*pictures)

    def test_a_broken_shader_in_a_folder_is_named_with_its_line(self):
        shaders = self.program.path / "shaders"
        shutil.copytree(ROOT / "shaders", shaders)
        broken = shaders / "plain.frag"
        broken.write_text(broken.read_text() + "\nthis is no shader;\n")
        status, _, err = self.program.run("render", LESSON, "--at", "1", "--out", self.program.path / "a.png", "--size", "64x64",
                                          "--quality", "plain", environment={"PALPATE_SHADERS": str(shaders)})
        self.assertEqual(status, 0, err)  # the built-in text takes its place
        self.assertIn("this is no shader", err)
        self.assertIn("plain.frag", err)

    def test_a_picture_says_where_it_comes_from(self):
        out = self.program.path / "words.png"
        status, _, err = self.program.run("render", LESSON, "--at", "12.5", "--out", out, "--size", "64x64", "--quality", "plain")
        self.assertEqual(status, 0, err)
        words = png_words(out)
        atlas = self.program.data("atlas", "info")
        self.assertEqual(words["Software"], "Palpate")
        self.assertIn(f"title: {words['Title']}\n", LESSON.read_text())
        self.assertIn("12.50 s", words["Comment"])
        self.assertEqual(words["Source"], atlas["name"])
        self.assertIn(atlas["licence"], words["Copyright"])

    def test_frames_without_ffmpeg(self):
        out = self.program.path / "frames" / "%05d.png"
        status, _, err = self.program.run("render", LESSON, "--from", "1", "--to", "1.5", "--fps", "4", "--size", "160x90", "--out", out,
                                          "--quality", "plain")
        self.assertEqual(status, 0, err)
        self.assertEqual(len(list((self.program.path / "frames").glob("*.png"))), 2)

    def test_missing_ffmpeg_is_4_and_named(self):
        self.fails(4, "ffmpeg", "render", LESSON, "--from", "0", "--to", "1", "--out", self.program.path / "a.mp4", "--size", "160x90",
                   "--quality", "plain", environment={"PATH": "/nonexistent"})
        self.assertFalse((self.program.path / "a.mp4").exists())

    def test_unwritable_output_leaves_nothing(self):
        self.fails(1, "no/such/folder", "render", LESSON, "--at", "1", "--size", "64x64", "--quality", "plain", "--out",
                   self.program.path / "no/such/folder/a.png")

    def test_bad_scenes_name_line_column_and_cure(self):
        text = LESSON.read_text()
        cases = {
            "unknown-key": (text.replace("title:", "titel:", 1), "title"),
            "unknown-landmark": (text.replace("spinous_process_t12", "spinus_process_t12", 1), "spinous_process_t12"),
            "wrong-unit": (text.replace(" cm/s", " furlongs", 1), "cm/s"),
            "duplicate": ("title: twice\n" + text, "title"),
            "alias": (text + "\nx: &a 1\ny: *a\n", ""),
            "bad-utf8": (None, "UTF-8"),
            "empty": ("", ""),
        }
        for name, (changed, needle) in cases.items():
            with self.subTest(name):
                file = self.program.path / f"{name}.yaml"
                file.write_bytes(b"title: \xff\xfe\n" if changed is None else changed.encode())
                status, out, err = self.program.run("check", file)
                self.assertEqual(status, 1, out)
                said = out.decode() + err
                self.assertRegex(said, rf"{name}\.yaml:\d+:\d+: error: ")
                self.assertIn(needle, said)
                self.assertEqual(self.program.run("render", file, "--out", self.program.path / "x.png")[0], 1)
                self.assertFalse((self.program.path / "x.png").exists())

    def test_bad_meshes_name_the_file(self):
        empty = self.program.path / "empty"
        empty.mkdir()
        samples = {
            "missing.obj": None,
            "wrong.glb": b"this is not a mesh",
            "nothing.obj": b"# no triangles\nv 0 0 0\n",
            "nan.obj": b"v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
            "cut.glb": b"glTF\x02\x00\x00\x00\xff\xff\x00\x00",
        }
        for name, content in samples.items():
            with self.subTest(name):
                file = self.program.path / name
                if content is not None:
                    file.write_bytes(content)
                self.fails(1, name, "render", file, "--out", self.program.path / "x.png", "--size", "64x64")
        self.fails(1, "empty", "render", empty, "--out", self.program.path / "x.png")

    def test_any_mesh_opens(self):
        file = self.program.path / "tetra.obj"
        file.write_text("v 0 0 0\nv 100 0 0\nv 0 100 0\nv 0 0 100\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n")
        out = self.program.path / "tetra.png"
        status, _, err = self.program.run("render", file, "--out", out, "--size", "200x150", "--quality", "low")
        self.assertEqual(status, 0, err)
        self.assertEqual(png_size(out), (200, 150))

    def test_atlas_info_and_export(self):
        info = self.program.data("atlas", "info")
        self.assertGreaterEqual(len(info["structures"]), 40)
        out = self.program.path / "export"
        status, _, err = self.program.run("atlas", "export", "--out", out)
        self.assertEqual(status, 0, err)
        self.assertTrue((out / "vertebra_l3.obj").stat().st_size > 10000)
        self.assertTrue((out / "atlas.yaml").exists())
        heights = [float(line.split()[2]) for line in (out / "vertebra_l3.obj").open() if line.startswith("v ")]
        self.assertTrue(40 < max(heights) - min(heights) < 90, "L3 is not some 60 mm high in the body frame")

    def test_doctor_names_what_matters(self):
        status, out, err = self.program.run("doctor")
        self.assertEqual(status, 0, err)
        for word in (b"OpenGL", b"ffmpeg", b"cache", b"settings"):
            self.assertIn(word, out)

    def test_handout_is_one_self_contained_page(self):
        out = self.program.path / "handout.html"
        status, _, err = self.program.run("handout", LESSON, "--out", out)
        self.assertEqual(status, 0, err)
        page = out.read_text()
        self.assertNotIn("http://", page.replace("http://www.w3.org", ""))
        self.assertNotIn("<script", page)
        self.assertIn("<!doctype html>", page.lower())
        self.assertEqual(page.count("<img "), 3)
        self.assertIn("handout: ", LESSON.read_text())
        said = next(line for line in LESSON.read_text().splitlines() if line.strip().startswith("handout:")).split(": ", 1)[1]
        self.assertIn(said, page)
        for word in ("What was done", "Today and tomorrow", "See a doctor", "what is known"):
            self.assertIn(word, page)


if __name__ == "__main__":
    unittest.main()
