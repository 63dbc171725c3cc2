"""Windows in hard circumstances: off the screen, tiny, huge, an old OpenGL, shaders that do not compile."""

import shutil
import time
import unittest

from program import ROOT, Program
from window import WindowTest


class Edges(WindowTest):
    def test_a_minimised_window_draws_nothing_and_comes_back(self):
        window = self.open(settings=["view.still=off"])
        window.ready()
        window.key("space")
        window.wait("playing", lambda s: s["playing"] and s["time_s"] > 0.2)
        window.xdotool("search", "--onlyvisible", "--name", "alpate", "windowunmap", "--sync")
        time.sleep(0.5)
        before = window.state()
        time.sleep(1.5)
        after = window.state()
        self.assertEqual(before["frames"], after["frames"])
        self.assertEqual(before["time_s"], after["time_s"])
        window.xdotool("search", "--name", "alpate", "windowmap")
        window.wait("the lesson to go on", lambda s: s["frames"] > after["frames"] + 3 and s["time_s"] > after["time_s"])
        self.assertEqual(window.state()["gl_errors"], [])

    def test_a_broken_shader_is_told_with_its_line_and_the_last_good_one_stays(self):
        program = Program()
        program.environment.update(program.plain_gl())  # drivers that can tell less get on as well
        shaders = program.path / "shaders"
        shutil.copytree(ROOT / "shaders", shaders)
        program.environment["PALPATE_SHADERS"] = str(shaders)
        window = self.open(program=program, settings=["view.still=off"])
        window.ready()
        if "Mesa" in window.state()["renderer"]:
            self.assertIn("OpenGL 3.3", window.state()["renderer"])
        good = (shaders / "moving.frag").read_text()
        (shaders / "moving.frag").write_text(good + "\nthis is no shader;\n")
        state = window.wait("the problem", lambda s: any("this is no shader" in p for p in s["problems"]), 60)
        pictures = state["pictures"]
        window.key("Left")
        window.wait("another picture", lambda s: s["pictures"] > pictures)
        (shaders / "moving.frag").write_text(good)
        window.wait("the shaders to compile again", lambda s: "compile again" in s["notice"], 60)
        self.assertEqual(window.state()["gl_errors"], [])

    def test_a_tiny_window_keeps_the_picture_and_cuts_no_panel(self):
        for scale in (1, 2, 3):
            window = self.open(size=(640, 480), settings=[f"window.ui_scale={scale}", "view.still=off"])
            window.ready()
            window.xdotool("search", "--onlyvisible", "--name", "alpate", "windowsize", 200, 150)
            state = window.wait("the small picture", lambda s: s["stage"][2] == 200)
            self.assertGreaterEqual(state["stage"][3], 45)
            window.xdotool("search", "--onlyvisible", "--name", "alpate", "windowsize", 640, 480)
            window.wait("the picture", lambda s: s["stage"][3] > 200)
            window.close()

    def test_captions_leave_the_body_and_the_handle_free(self):
        wordy = ROOT / "scenes" / "trigger_point" / "outer_columns.yaml"
        words = []
        for size, scale, caption in (((1280, 720), 1, 1), ((1280, 720), 1, 2), ((1280, 720), 2, 1), ((640, 400), 1, 1)):
            window = self.open(wordy, size=size, settings=[f"window.ui_scale={scale}", f"text.caption_size={caption}",
                                                           "view.still=off", "section.plane=axial", "section.offset=-130"])
            window.ready()
            window.wait("the handle", lambda s: {"section.handle", "stage.caption"} <= set(s["marks"]))
            state = window.settled()
            caption, handle, stage = (state["marks"]["stage.caption"], state["marks"]["section.handle"], state["stage"])
            self.assertLessEqual(stage[1] + stage[3] - caption[1], 0.5 * stage[3], (size, scale))
            self.assertLessEqual(handle[1] + handle[3], caption[1] + 1, (size, scale))
            words.append(caption[3])
            window.close()
        self.assertGreater(words[1], words[0], "larger captions are larger")

    def test_small_large_and_scaled_windows_keep_the_picture(self):
        for size, scale in (((800, 600), 1), ((1920, 1080), 2)):
            window = self.open(size=size, settings=[f"window.ui_scale={scale}", "view.still=off"])
            x, y, width, height = window.ready()["stage"]
            self.assertGreaterEqual(width, size[0] * 0.3)
            self.assertGreaterEqual(height, size[1] * 0.4)
            window.close()


if __name__ == "__main__":
    missing = [name for name in ("Xvfb", "xdotool") if not shutil.which(name)]
    if missing:
        raise SystemExit(f"missing: {', '.join(missing)} (apt-get install xvfb xdotool)")
    unittest.main()
