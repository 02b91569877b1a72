"""The programs that measure (bench/run, bench/long, bench/one-indonesia) in their short form: they come to their end
and write what docs/benchmarks.md is made of. How fast anything is does not matter here."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import harness

BENCH = os.path.join(harness.PROJECT, "bench")
sys.path.insert(0, BENCH)

PARTS = ("The world", "Decoding", "From durable to screened and stored", "The world, played", "Received to visible",
         "Memory", "Disk", "Lookups, while 1,000 persons/s come in", "The score", "Method")


class Yardstick(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="yardstick-")
        self.addCleanup(shutil.rmtree, self.home)
        self.out = os.path.join(self.home, "benchmarks.md")

    def run_quick(self, name, *words):
        """The section that it wrote."""
        done = subprocess.run([sys.executable, "-B", os.path.join(BENCH, name), "--quick", "--folder", self.home,
                               "--out", self.out, *words], capture_output=True, text=True, timeout=1500)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        left = [one for one in os.listdir(self.home) if one.startswith("yard-")]
        self.assertEqual(left, [], "its data is left behind")
        with open(self.out) as file:
            return file.read()

    def check_tables(self, text):
        """Every row of a table has the cells of its head, and no figure is none."""
        for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
            rows = table.strip().split("\n")
            for row in rows:
                self.assertEqual(row.count("|"), rows[0].count("|"), row)
            self.assertGreater(len(rows), 2, table)
        self.assertNotRegex(text, r"\b(nan|inf|None)\b")

    def check_whole(self, text):
        for part in PARTS:
            self.assertIn(f"### {part}\n", text)
        self.assertIn("short run", text)
        self.check_tables(text)
        score = text.partition("### The score\n")[2]
        told, once = (int(one.replace(",", "")) for one in
                      re.search(r"\| all \| ([\d,]+) \| ([\d,]+) \|", score).groups())
        self.assertGreater(told, 10_000)
        self.assertGreater(once, 0.9 * told)

    def test_run(self):
        text = self.run_quick("run.py")
        self.check_whole(text)
        self.assertIn("<!-- bench/run -->", text)

    def test_long(self):
        text = self.run_quick("long.py")
        self.check_whole(text)
        self.assertIn("<!-- bench/long -->", text)
        self.assertRegex(text, r"with so many persons stored before \|( [\d,]+ \|){3}")

    def test_one_indonesia(self):
        text = self.run_quick("one_indonesia.py")
        self.check_tables(text)
        self.assertIn("extrapolated to the year", text)

    def test_no_space(self):
        done = subprocess.run([sys.executable, "-B", "-c", "import screens\nfrom yard import world\n"
                               f"world.space({self.home!r}, 10**18)"], cwd=BENCH, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("GB free; this needs about", done.stderr)

    def test_sections(self):
        """Each program writes its own and leaves the others as they are, in one order."""
        from yard import sections
        with open(os.devnull, "w") as nothing:
            said, sys.stdout = sys.stdout, nothing
            try:
                for name, text in (("bench/one-indonesia", "## C\n"), ("bench/run", "## A\n"),
                                   ("bench/long", "## B"), ("bench/run", "## A again\n")):
                    sections.put(self.out, name, text)
            finally:
                sys.stdout = said
        self.assertEqual(sections.read(self.out), {"bench/run": "## A again\n", "bench/long": "## B\n",
                                                   "bench/one-indonesia": "## C\n"})
        with open(self.out) as file:
            text = file.read()
        self.assertTrue(text.startswith("# Benchmarks\n"))
        self.assertLess(text.index("## A"), text.index("## B"))


if __name__ == "__main__":
    harness.main()
