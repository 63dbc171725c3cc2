"""The section of the bundled atlas: areas beside published ones, closed outlines, the same words and data."""

import unittest

from program import ROOT, Program

LESSON = ROOT / "scenes" / "guided" / "what_the_hand_does.yaml"

#: (muscle, its ids begin with, height of the cut mm, least, most cm² a side, where the range comes from).
#: Measured ranges are mean minus to plus two standard deviations; the height is the middle of that vertebra's body in this atlas.
PUBLISHED = [
    ("multifidus, L3", ("multifidus",), 95, 1.9, 7.5, "Danneels 2000, CT, 4.7 (1.4), quoted in BioMed Res Int 2017:2562957"),
    ("multifidus, L4", ("multifidus",), 60, 2.1, 10.9, "Hides 2008, ultrasound, 6.5 (2.2), quoted in the same table"),
    ("erector spinae, L3 to L4", ("longissimus", "iliocostalis"), 77, 11.2, 28.8, "Fortin 2016, MRI, 20.0 (4.4), same table"),
    ("psoas major, L3", ("psoas",), 95, 7.0, 13.0, "design estimate 10.0 within 30 %, inside McGill 1988 and Marras 2001"),
    ("quadratus lumborum, L3", ("quadratus_lumborum",), 95, 3.8, 7.2, "design estimate 5.5 within 30 %, the same"),
]


class Section(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = Program()
        cls.addClassCleanup(cls.program.close)

    def cut(self, *settings):
        words = [word for setting in settings for word in ("--set", setting)]
        return self.program.data("describe", LESSON, "--at", 0, *words)["section"]

    def test_areas_of_muscles_lie_where_they_were_measured(self):
        cuts = {}
        for name, starts, height, least, most, source in PUBLISHED:
            if height not in cuts:
                cuts[height] = self.cut("section.plane=axial", f"section.offset={height}")["structures"]
            area = sum(row["area_cm2"] for row in cuts[height]
                       if row["structure"].startswith(starts) and row["structure"].endswith("_left"))
            print(f"{name}: {area:.1f} cm², published {least} to {most} ({source})")
            self.assertTrue(least <= area <= most, name)
        for rows in cuts.values():
            self.assertEqual([row["structure"] for row in rows if row["open"]], [])

    def test_an_oblique_cut_of_the_trunk_is_larger_than_the_straight_one(self):
        straight = self.cut("section.plane=free", "section.tilt=0", "section.offset=95")["structures"]
        slanted = self.cut("section.plane=free", "section.tilt=30", "section.offset=95")["structures"]
        area = {"straight": max(row["area_cm2"] for row in straight), "slanted": max(row["area_cm2"] for row in slanted)}
        self.assertGreater(area["slanted"], 1.05 * area["straight"])

    def test_what_stays_whole_is_not_cut_and_nothing_is_cut_without_a_plane(self):
        rows = self.cut("section.plane=axial", "section.offset=95", "section.whole=vertebra_l3, psoas_major")["structures"]
        ids = [row["structure"] for row in rows]
        self.assertNotIn("vertebra_l3", ids)
        self.assertFalse([name for name in ids if name.startswith("psoas_major")])
        self.assertIsNone(self.cut("section.plane=none"))

    def test_the_words_tell_the_plane_and_the_areas(self):
        status, out, _ = self.program.run("describe", LESSON, "--at", 20, "--set", "section.plane=across the hand")
        self.assertEqual(status, 0)
        self.assertIn("Section: across the hand. It cuts Skin", out.decode())
        self.assertIn("cm²", out.decode())


if __name__ == "__main__":
    unittest.main()
