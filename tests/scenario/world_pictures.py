"""The pictures of docs/world.md: drawn from a world, well-formed, of its very figures; and the tables of its rates."""
import json
import os
import subprocess
import sys
import unittest
import xml.etree.ElementTree as xml

import harness
from harness import BINARY, PROJECT, Scenario

SCRIPT = os.path.join(PROJECT, "scripts", "world-pictures")
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["day", "dirt", "flight", "names-1", "names-2", "people", "ring", "signs"]
PARAMS = "plant-listed: 400\nplant-courier-ring: 100\nplant-cash-payer: 100\n"
MOST_BYTES = 16000


class WorldPictures(Scenario):
    def small(self, name, params=PARAMS):
        folder = os.path.join(self.home, name)
        subprocess.run([BINARY, "simulate", "--profile", "uz", "--days", "3", "--start", "2026-12-01",
                        "--persons", "2000", "--seed", "7", "--params",
                        self.file(name + ".yaml", params), "--out", folder],
                       check=True, capture_output=True, timeout=4 * harness.PATIENCE)
        return folder

    def script(self, *words):
        return subprocess.run([sys.executable, "-B", SCRIPT, *words], capture_output=True, text=True,
                              timeout=4 * harness.PATIENCE)

    def draw(self, world, name):
        out = os.path.join(self.home, name)
        done = self.script("--world", world, "--out", out)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(sorted(os.listdir(out)), [n + ".svg" for n in NAMES])
        pictures = {}
        for file in os.listdir(out):
            with open(os.path.join(out, file), "rb") as there:
                pictures[file[:-4]] = there.read()
        return pictures

    def check(self, name, body):
        self.assertLess(len(body), MOST_BYTES, name)
        root = xml.fromstring(body)
        self.assertEqual(root.tag, SVG + "svg")
        self.assertTrue(root.find(SVG + "title").text, name)
        self.assertTrue(root.find(SVG + "desc").text, name)
        wide, high = float(root.get("width")), float(root.get("height"))
        for text in root.iter(SVG + "text"):
            self.assertLess(float(text.get("y")), high, name)
            self.assertLess(float(text.get("x", 0)), wide, name)
        return root

    def test_pictures(self):
        world = self.small("world")
        pictures = self.draw(world, "one")
        self.assertEqual(pictures, self.draw(world, "other"), "the same world, the same bytes")
        roots = {name: self.check(name, body) for name, body in pictures.items()}
        with open(os.path.join(world, "manifest.json")) as file:
            manifest = json.load(file)
        shown = {}
        for group in roots["signs"].iter(SVG + "g"):
            texts = {t.get("class", "").split(" ")[-1]: t.text for t in group.iter(SVG + "text")}
            shown[group.get("data-sign")] = {
                kind: int(texts[kind].replace(",", "")) for kind in ("planted", "innocent")}
            planted = shown[group.get("data-sign")]["planted"]
            if planted:
                ratio = shown[group.get("data-sign")]["innocent"] / planted
                self.assertEqual(texts["ratio"], f"{ratio:,.0f}")
        self.assertEqual(shown, manifest["signs"])
        title = roots["people"].find(SVG + "title").text
        self.assertIn(f"{manifest['counts']['persons']:,} passengers", title)
        self.assertIn(f"{manifest['counts']['messages']:,} messages",
                      roots["dirt"].find(SVG + "title").text)
        with open(os.path.join(world, "truth.jsonl")) as file:
            rings = [c for c in map(json.loads, file) if c["kind"] == "courier-ring"]
        self.assertTrue(rings)
        self.assertIn(f"{max(len(r['persons']) for r in rings)} bookings",
                      roots["ring"].find(SVG + "title").text)

    def test_without_a_ring(self):
        world = self.small("plain", "plant-courier-ring: 0\noutage-day: 0\n")
        for name, body in self.draw(world, "pictures").items():
            self.check(name, body)

    def test_no_world(self):
        done = self.script("--world", self.home)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Aworld-pictures: [^\n]*no manifest.json\.\n\Z")

    def test_tables(self):
        """docs/world.md has the rates and bounds as the .def files have them."""
        done = self.script("--check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_committed(self):
        """What docs/world.md shows is there."""
        with open(os.path.join(PROJECT, "docs", "world.md"), encoding="utf-8") as file:
            text = file.read()
        for name in NAMES:
            self.assertIn(f"](world/{name}.svg)", text)
            with open(os.path.join(PROJECT, "docs", "world", name + ".svg"), "rb") as file:
                self.check(name, file.read())


if __name__ == "__main__":
    harness.main()
