"""The real window under Xvfb: opens, plays, answers keys and mouse, keeps what is open when a file is bad, remembers its settings."""

import os
import shutil
import signal
import time
import unittest

from program import ROOT, Program, children_of
from window import Window, WindowTest, read_png

LESSON = ROOT / "scenes" / "guided" / "what_the_hand_does.yaml"


def colours(path):
    """How many different colours a picture has, on a coarse grid."""
    width, height, channels, rows = read_png(path)
    return len({rows[y][x * channels:x * channels + 3] for y in range(0, height, 7) for x in range(0, width, 7)})


class Pain(WindowTest):
    def test_three_actions_from_pain_to_a_played_point(self):
        window = self.open()
        before = window.ready()["file"]
        window.key("a")  # one: where does it hurt?
        window.wait("the question", lambda s: s["tool"] == 1 and not s["pain"]["asked"])
        x, y, width, height = window.settled()["stage"]
        window.point_at(x + width * 0.56, y + height * 0.47)
        window.xdotool("click", 1)  # two: here
        state = window.wait("muscles", lambda s: s["pain"]["asked"])
        shares = [muscle["share"] for muscle in state["pain"]["muscles"]]
        self.assertGreaterEqual(len(shares), 2)
        self.assertAlmostEqual(sum(shares), 1.0, places=3)
        self.assertEqual(shares, sorted(shares, reverse=True))
        self.assertFalse(state["view"]["selected"], "pointing at pain selects nothing")

        def in_sight(state):
            return sorted((rect[1], name) for name, rect in state["marks"].items()
                          if name.startswith("pain.play.") and 0 < rect[1] < 720 - rect[3])
        state = window.wait("a point to play", in_sight)
        window.click(in_sight(state)[0][1])  # three: play it
        state = window.wait("the lesson", lambda s: s["playing"] and not s["loading"] and s["tool"] == 0, 120)
        self.assertTrue(state["file"].endswith(".yaml"))
        self.assertNotEqual((state["file"], state["time_s"]), (before, 0))


class Lesson(WindowTest):
    """One window for many questions: opening is what takes long."""

    @classmethod
    def setUpClass(cls):
        cls.window = Window()
        cls.window.ready()

    @classmethod
    def tearDownClass(cls):
        status = cls.window.close()
        cls.window.program.close()
        assert status == 0, f"quitting ended with {status}"

    def setUp(self):
        state = self.window.state()
        if state["overlay"]:
            self.window.key("Escape")
        if state["playing"]:
            self.window.key("space")
        if state["view"]["camera_taken"]:
            self.window.key("v")
        self.window.settled()

    def test_the_guided_lesson_is_open_and_waits(self):
        state = self.window.state()
        self.assertGreaterEqual(state["duration_s"], 60)
        self.assertGreaterEqual(state["steps"], 3)
        self.assertFalse(state["view"]["camera_taken"])

    def test_play_pause_and_steps_by_key_and_by_button(self):
        self.window.key("space")
        begun = self.window.wait("playing", lambda s: s["playing"])
        self.window.wait("time to pass", lambda s: s["time_s"] > begun["time_s"] + 0.3)
        self.window.key("space")
        self.window.wait("pause", lambda s: not s["playing"])
        self.window.key("ctrl+Home")
        self.window.wait("the start", lambda s: s["time_s"] == 0)
        self.window.key("Next")
        self.window.wait("the second step", lambda s: s["step"] == 1)
        self.window.click("play.next")
        self.window.wait("the third step", lambda s: s["step"] == 2)
        self.window.key("Prior")
        self.window.wait("the second step again", lambda s: s["step"] == 1)
        self.window.click("step.0")
        self.window.wait("the first step", lambda s: s["step"] == 0)

    def test_scrubbing_goes_where_the_pointer_is(self):
        x, y, width, height = self.window.settled()["marks"]["timeline.track"]
        self.window.point_at(x + width * 0.5, y + height / 2)
        self.window.xdotool("click", 1)
        self.window.wait("the middle", lambda s: abs(s["time_s"] - s["duration_s"] / 2) < 0.02 * s["duration_s"])

    def test_a_hand_on_the_body_shows_its_layers(self):
        for step in range(1, self.window.state()["steps"]):
            self.window.click(f"step.{step}")
            self.window.wait("the step", lambda s: s["step"] == step)
            for _ in range(4):
                self.window.key("l")
                time.sleep(0.3)
                state = self.window.state()
                if state["hands"]:
                    self.assertGreaterEqual(state["stack"], 1)
                    return
        self.fail("no hand ever touched the body")

    def test_turning_takes_the_camera_and_v_gives_it_back(self):
        x, y, width, height = self.window.state()["stage"]
        self.window.drag(x + width / 2, y + height / 3, 80, 30)
        turned = self.window.wait("the camera", lambda s: s["view"]["camera_taken"])
        self.assertEqual(turned["undo"], "turn")
        self.window.key("v")
        self.window.wait("the lesson's view", lambda s: not s["view"]["camera_taken"])

    def test_a_key_struck_right_after_a_drag_comes_after_it(self):
        x, y, width, height = self.window.state()["stage"]
        for push in range(4):
            self.window.point_at(x + width / 2, y + height / 3)
            words = ["mousedown", 1, "sleep", 0.3]
            for part in range(1, 4):
                words += ["sleep", 0.1, "mousemove", int(x + width / 2 + 30 * part), int(y + height / 3 + 10 * part)]
            self.window.xdotool(*words, "mouseup", 1, "key", "v")
            time.sleep(0.5)
            self.assertFalse(self.window.settled()["view"]["camera_taken"], push)

    def test_wheel_zooms_towards_the_pointer(self):
        def distance(state):
            a, b = state["view"]["camera_position_mm"], state["view"]["camera_target_mm"]
            return sum((p - q) ** 2 for p, q in zip(a, b)) ** 0.5
        x, y, width, height = self.window.state()["stage"]
        before = distance(self.window.state())
        self.window.point_at(x + width / 2, y + height / 3)
        self.window.xdotool("click", 4)
        self.window.wait("a nearer camera", lambda s: distance(s) < before * 0.95)
        self.window.key("ctrl+z")
        self.window.wait("the old distance", lambda s: abs(distance(s) - before) < 1)
        self.window.key("v")

    def search(self, words):
        """Puts `words` in place of what the search held."""
        self.window.click("search")
        self.window.settled()
        self.window.hold("ctrl", "a")
        self.window.hold("Delete")
        if words:
            self.window.xdotool("type", words)
        self.window.wait("the query", lambda s: s["search"] == words)

    def test_hiding_isolating_and_undoing(self):
        self.window.click("tab.structures")
        self.search("vertbra l3")  # a slip on purpose
        self.window.click("tree.vertebra_l3")
        self.window.wait("the selection", lambda s: s["view"]["selected"] == "vertebra_l3")
        self.window.key("Escape")
        self.window.click("tree.eye.vertebra_l3")
        self.window.wait("hidden", lambda s: s["view"]["hidden"] == ["vertebra_l3"])
        self.window.key("ctrl+z")
        self.window.wait("shown", lambda s: s["view"]["hidden"] == [])
        self.window.click("structure.isolate")
        self.window.wait("isolated", lambda s: s["view"]["isolated"] in (["vertebra_l3"], []))
        self.window.click("structure.show_all")
        self.window.wait("everything", lambda s: not s["view"]["isolated"] and not s["view"]["hidden"])
        self.window.click("tab.lesson")

    def test_a_muscle_plays_what_it_does_and_lets_go(self):
        self.window.click("tab.structures")
        self.search("psoas major")
        self.window.click("tree.psoas_major_left")
        self.window.wait("its turns", lambda s: "muscle.turn.hip_flexion_left.up" in s["marks"])
        self.window.key("Escape")  # the card closes and the tree moves up: a click before that would miss the row
        self.window.wait("nothing chosen", lambda s: not s["view"]["selected"])
        self.window.click("tree.psoas_major_left")
        self.window.click("muscle.turn.hip_flexion_left.up")
        state = self.window.wait("it plays", lambda s: s["muscle_play"]["clock_s"] > 0.5 and s["posed"])
        self.assertEqual(state["muscle_play"]["muscle"], "psoas_major_left")
        self.assertEqual(state["undo"], "what it does")
        self.window.key("m", "m")  # another turn of the same muscle, then none
        self.window.key("Escape")
        self.window.wait("the body at rest", lambda s: not s["muscle_play"]["muscle"] and not s["posed"])
        self.search("")
        self.window.click("structure.show_all")
        self.window.click("tab.lesson")

    def test_blind_palpation_asks_and_tells(self):
        self.window.key("q")
        state = self.window.wait("a question", lambda s: s["tool"] == 3 and s["palpation"]["structure"])
        self.assertNotIn("gauge.hand", state["marks"])
        asked = state["palpation"]["asked"]
        self.window.click("palpate.choice.0")
        self.window.wait("an answer", lambda s: s["palpation"]["asked"] == asked + 1)
        self.window.click("palpate.next")
        self.window.wait("the next question", lambda s: "palpate.choice.0" in s["marks"])
        self.window.key("Escape")
        self.window.wait("no tool", lambda s: s["tool"] == 0)

    def test_a_wiper_between_before_and_now_and_two_forces(self):
        self.window.key("x")
        state = self.window.wait("both sides", lambda s: s["compare"]["ready"] and "compare.wiper" in s["marks"])
        self.assertEqual((state["compare"]["left"], state["compare"]["right"]), ("Before", "Now"))
        self.assertEqual(state["heatmap"], "tension")
        x, y, width, height = self.window.settled()["marks"]["compare.wiper"]
        self.window.drag(x + width / 2, y + height / 2, 120, 0)
        self.window.wait("a moved wiper", lambda s: s["compare"]["wipe"] > 0.6)
        self.assertFalse(self.window.state()["view"]["camera_taken"], "the wiper does not turn the body")
        self.window.key("x")
        self.window.wait("one side", lambda s: s["compare"]["kind"] == 0)

    def test_a_traced_stroke_gets_a_score(self):
        self.window.click("step.1")
        self.window.key("d")
        self.window.wait("the line", lambda s: s["tool"] == 2 and s["trace"]["target"])
        x, y, width, height = self.window.settled()["stage"]
        self.window.drag(x + width * 0.53, y + height * 0.7, 0, -height * 0.35)
        state = self.window.wait("a score", lambda s: s["trace"]["total"] is not None)
        self.assertGreater(state["trace"]["total"], 0)
        self.assertLessEqual(state["trace"]["total"], 100)
        self.assertFalse(state["playing"])
        self.window.key("Escape")
        self.window.wait("no tool", lambda s: s["tool"] == 0)

    def test_a_section_is_cut_dragged_taken_back_and_closed(self):
        self.window.key("z")
        cut = self.window.wait("the axial plane", lambda s: s["section"]["kind"] == "axial" and "section.handle" in s["marks"])
        self.assertEqual(cut["undo"], "section")
        x, y, width, height = self.window.settled()["marks"]["section.handle"]
        self.window.drag(x + width / 2, y + height / 2, 0, -40)
        self.window.wait("the moved plane", lambda s: s["section"]["offset_mm"] > 5)
        self.window.key("ctrl+z")
        self.window.wait("the plane where it was", lambda s: s["section"]["offset_mm"] == 0)
        self.window.key("z", "z", "z")
        self.window.wait("the free plane", lambda s: s["section"]["kind"] == "free")
        self.window.key("ctrl+x")
        self.window.wait("no plane", lambda s: s["section"]["kind"] == "" and "section.handle" not in s["marks"])

    def test_clicking_on_goes_through_what_lies_behind(self):
        x, y, width, height = self.window.settled()["stage"]
        self.window.point_at(x + width * 0.52, y + height * 0.4)
        seen = []
        for _ in range(3):
            self.window.xdotool("click", 1)
            time.sleep(0.6)  # two clicks at once would isolate
            seen.append(self.window.settled()["view"]["selected"])
        self.assertEqual(len(set(seen)), 3, seen)
        self.window.key("Escape")

    def test_depth_under_the_pointer_runs_from_the_skin_inwards(self):
        self.window.key("u")
        x, y, width, height = self.window.settled()["stage"]
        self.window.point_at(x + width * 0.54, y + height * 0.4)
        layers = self.window.wait("layers", lambda s: len(s["probe"]) > 2)["probe"]
        self.assertLess(abs(layers[0]["depth_mm"]), 0.1)
        self.assertEqual(sorted(layer["depth_mm"] for layer in layers), [layer["depth_mm"] for layer in layers])
        self.window.key("u")
        self.window.wait("no layers", lambda s: not s["probe"])

    def test_a_view_is_kept_shown_again_and_survives_the_window(self):
        self.window.click("tab.structures")
        self.window.key("p", "p", "ctrl+b")
        self.window.wait("the kept view", lambda s: s["saved_views"] == ["View 1"])
        self.window.click("structure.show_all")
        self.window.wait("no peel", lambda s: s["view"]["peel"] == 0)
        self.window.key("b")
        self.window.wait("the kept peel", lambda s: s["view"]["peel"] == 2)
        self.window.point_at(150, 600)
        for _ in range(30):
            self.window.xdotool("click", 5)
        self.window.click("kept.name.0")
        self.window.hold("ctrl", "a")
        self.window.xdotool("type", "--delay", "80", "Glass")
        self.window.click("search")  # anywhere else
        self.window.wait("the new name", lambda s: s["saved_views"] == ["Glass"])
        self.assertIn("Glass", (self.window.program.path / "config" / "views.yaml").read_text())
        self.window.key("Escape")
        self.window.point_at(150, 600)
        for _ in range(30):
            self.window.xdotool("click", 4)
        self.window.key("ctrl+z")
        self.window.wait("no peel", lambda s: s["view"]["peel"] == 0)
        self.window.click("tree.by.system")
        self.window.wait("systems", lambda s: s["settings"]["panel.tree"] == "system")
        self.window.click("tree.by.layer")
        self.window.click("tab.lesson")

    def test_looking_through_and_apart_is_taken_back_like_all_else(self):
        keys = ("view.window", "view.xray", "view.explode", "view.style")
        looks = lambda s: tuple(s["settings"][key] for key in keys)
        seen = [looks(self.window.state())]
        for key, what in (("o", "focus window"), ("y", "x-ray"), ("shift+o", "explode"), ("s", "style")):
            self.window.key(key)
            seen.append(looks(self.window.wait(what, lambda s: s["undo"] == what)))
        self.assertEqual(len(set(seen)), 5)
        for before in reversed(seen[:-1]):
            self.window.key("ctrl+z")
            self.window.wait("the look before", lambda s: looks(s) == before)
        for after in seen[1:]:
            self.window.key("ctrl+y")
            self.window.wait("the look again", lambda s: looks(s) == after)
        self.window.key(*["ctrl+z"] * 4)
        self.window.wait("the first look", lambda s: looks(s) == seen[0])

    def test_every_sheet_opens_and_closes(self):
        for key, sheet in (("F1", 1), ("ctrl+comma", 3), ("ctrl+o", 4)):
            self.window.key(key)
            self.window.wait(f"sheet {sheet}", lambda s: s["overlay"] == sheet)
            self.window.key("Escape")
            self.window.wait("no sheet", lambda s: s["overlay"] == 0)

    def test_questions_before_a_session_by_keyboard_and_mouse(self):
        self.window.key("F7")
        sheet = self.window.wait("the questions", lambda s: s["overlay"] == 5 and "screen.cauda_equina" in s["marks"])
        self.assertEqual(sheet["screen_ticks"], [])
        self.assertNotIn("red_flag.band", sheet["marks"])
        time_s = sheet["time_s"]
        self.window.key("Down", "space")
        state = self.window.wait("a tick", lambda s: s["screen_ticks"] == ["cauda_equina"])
        self.assertFalse(state["playing"], "Space ticks and does not play")
        self.assertEqual(state["time_s"], time_s)
        self.window.key("Escape")
        self.window.wait("the band", lambda s: s["overlay"] == 0 and "red_flag.band" in s["marks"])
        self.window.key("space")
        self.window.wait("the lesson plays all the same", lambda s: s["playing"])
        self.window.key("space")
        self.window.click("red_flag.band")
        self.window.wait("the questions again", lambda s: s["overlay"] == 5)
        self.window.click("screen.cauda_equina")
        self.window.wait("no tick", lambda s: s["screen_ticks"] == [])
        self.window.key("Down", "space")
        self.window.wait("a tick", lambda s: len(s["screen_ticks"]) == 1)
        self.window.click("screen.clear")
        self.window.wait("no tick", lambda s: s["screen_ticks"] == [])
        self.window.key("F7")
        self.window.wait("no sheet, no band", lambda s: s["overlay"] == 0 and "red_flag.band" not in s["marks"])

    def test_what_is_known_is_found_in_spite_of_a_slip(self):
        self.window.key("F9")
        sheet = self.window.wait("the sheet", lambda s: s["overlay"] == 6 and "knowledge.tab.4" in s["marks"])
        everything = sheet["knowledge"]["found"]
        self.assertTrue(all(count > 0 for count in everything), everything)
        self.window.settled()
        self.window.xdotool("type", "kidny")
        state = self.window.wait("the query", lambda s: s["knowledge"]["query"] == "kidny")
        self.assertGreater(state["knowledge"]["found"][1], 0)
        self.assertLess(state["knowledge"]["found"][1], everything[1])
        self.window.key("Tab")
        self.window.wait("the points", lambda s: s["knowledge"]["tab"] == 1)
        self.window.click("knowledge.tab.3")
        self.window.wait("the doctor", lambda s: s["knowledge"]["tab"] == 3)
        self.window.key("Escape")
        self.window.wait("no sheet", lambda s: s["overlay"] == 0)

    def test_presenting_with_three_keys(self):
        self.window.key("ctrl+Home", "F5")
        self.window.wait("presenting", lambda s: s["presenting"])
        self.window.key("Next")
        self.window.wait("the second step", lambda s: s["step"] == 1)
        self.window.key("space")
        self.window.wait("playing", lambda s: s["playing"])
        self.window.key("space", "Prior")
        self.window.wait("the first step", lambda s: s["step"] == 0 or not s["playing"])
        self.window.key("h")  # not a presenter's key: nothing is hidden
        self.window.key("Escape")
        state = self.window.wait("the panels", lambda s: not s["presenting"])
        self.assertEqual(state["view"]["hidden"], [])

    def test_a_bad_file_keeps_what_is_open(self):
        before = self.window.state()["file"]
        bad = self.window.program.path / "bad.yaml"
        bad.write_text("palpate: 1\ntitle: Bad\nstpes: []\n")
        self.window.key("ctrl+o")
        self.window.wait("the sheet", lambda s: s["overlay"] == 4)
        self.window.xdotool("type", str(bad))
        self.window.click("open.button")
        state = self.window.wait("the problem", lambda s: any("bad.yaml:3" in p for p in s["problems"]))
        self.assertEqual(state["file"], before)
        self.window.key("F8")

    def test_a_refined_picture_is_saved_and_not_empty(self):
        self.window.key("ctrl+Home")
        self.window.wait("a refined picture", lambda s: s["refined"], 180)
        self.window.key("F12")
        self.window.wait("the file", lambda s: "Saved" in s["notice"], 60)
        (picture,) = self.window.program.path.glob("palpate_*.png")
        self.assertGreater(colours(picture), 300)
        self.assertEqual(read_png(picture)[0], int(self.window.state()["stage"][2]))

    def test_no_message_of_the_graphics_driver(self):
        self.assertEqual(self.window.state()["gl_errors"], [])


class Importing(WindowTest):
    def test_a_long_import_tells_how_far_it_is_and_is_cancelled(self):
        program = Program()
        mesh = program.path / "large.obj"
        corners = "".join("v %d %d %d\n" % (i % 100, i // 100, i % 7) for i in range(10_000))
        mesh.write_text(corners + "".join("f %d %d %d\n" % (i % 9_000 + 1, i % 9_000 + 2, i % 9_000 + 500 + i % 400)
                                          for i in range(2_500_000)))
        window = self.open(mesh, program=program)
        window.wait("the import", lambda s: s["loading"] and "loading.cancel" in s["marks"])
        listed = lambda: " ".join(children_of(window.process.pid).values())
        workers = [pid for pid, words in children_of(window.process.pid).items() if "import-worker" in words]
        self.assertEqual(len(workers), 1)
        os.kill(workers[0], signal.SIGSTOP)  # a fast machine would be done before the click
        window.click("loading.cancel")
        state = window.wait("the end of it", lambda s: not s["loading"], 20)
        self.assertEqual(state["structures"], 0)
        self.assertNotIn("import-worker", listed())


class Running(WindowTest):
    def test_an_idle_window_rests(self):
        window = self.open()
        window.ready()
        window.wait("a refined picture", lambda s: s["refined"], 180)
        time.sleep(1)
        frames, ticks = window.state()["frames"], self.cpu_ticks(window.process.pid)
        time.sleep(5)
        self.assertLessEqual(window.state()["frames"] - frames, 2)
        self.assertLessEqual(self.cpu_ticks(window.process.pid) - ticks, 10, "more than 2 % of one processor")

    @staticmethod
    def cpu_ticks(pid):
        """User and system time in ticks of 10 ms."""
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def test_an_edited_lesson_is_read_again_and_a_broken_one_is_not(self):
        program = Program()
        lesson = program.path / "lesson.yaml"
        shutil.copy(LESSON, lesson)
        window = self.open(lesson, program=program)
        title = window.ready()["title"]
        text = lesson.read_text()
        lesson.write_text(text.replace(f"title: {title}", "title: Edited while open", 1))
        window.wait("the new title", lambda s: s["title"] == "Edited while open", 120)
        lesson.write_text("palpate: 1\nbroken: [\n")
        state = window.wait("the problem", lambda s: any("lesson.yaml" in p and "error" in p for p in s["problems"]), 60)
        self.assertEqual(state["title"], "Edited while open")

    def test_settings_and_size_are_remembered(self):
        program = Program()
        first = self.open(program=program)
        first.ready()
        first.key("ctrl+d")
        first.wait("the dark theme", lambda s: s["settings"]["window.theme"] == "dark")
        self.assertEqual(first.close(), 0)
        self.assertIn("window.theme", (program.path / "config" / "settings.yaml").read_text())
        again = self.open(program=program)
        self.assertEqual(again.ready()["settings"]["window.theme"], "dark")


if __name__ == "__main__":
    missing = [name for name in ("Xvfb", "xdotool") if not shutil.which(name)]
    if missing:
        raise SystemExit(f"missing: {', '.join(missing)} (apt-get install xvfb xdotool)")
    unittest.main()
