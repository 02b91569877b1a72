"""Everything derived can be thrown away: after 1,000 interleaved messages, changing lists and 50
decisions `rebuild` makes the same content again, and every decision finds its person; also with a
decoder that finds one traveller more, and after rebuilds that were killed in the middle."""
import collections
import hashlib
import json
import os
import re
import subprocess
import time

import harness
import messages
from harness import say, until

MESSAGES = 1000
DECISIONS = 50


class Stories:
    """What carriers send about a flight, in order; one method a kind of story."""

    def __init__(self, world, listed):
        self.world, self.random, self.listed = world, world.random, listed
        self.extras = set()  # (surname, given) that only the other decoder finds

    def people(self, least, most):
        people = self.world.persons(self.random.randrange(least, most + 1))
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            if self.listed:
                people.insert(self.random.randrange(len(people) + 1), self.listed.pop())
        for person in people:
            if self.random.random() < 0.04:
                person.extra = (self.world.name(4), self.world.name(3))
                self.extras.add(person.extra)
        return people

    def cut(self, people):
        at = self.random.randrange(1, len(people)) if len(people) > 1 else 1
        return [part for part in (people[:at], people[at:]) if part]

    def plain(self):
        """A push long before, an update, check-in, close-out."""
        world, flight, people = self.world, self.world.flight(), self.people(2, 6)
        changed = [p.but(seat="2B") for p in people]
        return [messages.pnrgov(world, flight, self.cut(people)),
                messages.pnrgov(world, flight, self.cut(changed), kind="141", note="SEATS"),
                messages.paxlst(world, flight, people),
                messages.paxlst(world, flight, people, role="266+CLOB", full=False)]

    def late_documents(self):
        """Names first; documents come at check-in, one by one, and in a later push."""
        world, flight, people = self.world, self.world.flight(), self.people(2, 5)
        parts = self.cut(people)
        story = [messages.pnrgov(world, flight, parts, documents=False),
                 messages.paxlst(world, flight, people, full=False)]
        story += [messages.paxlst(world, flight, [p], role="745+CP") for p in people]
        return story + [messages.pnrgov(world, flight, parts)]

    def retimed(self):
        """Earlier, later, and the documents in between."""
        world, flight, people = self.world, self.world.flight(), self.people(2, 5)
        common = flight.name + "/" + messages.ymd(flight.departure)
        later = flight.moved(minutes=self.random.randrange(5, 200))
        return [messages.pnrgov(world, flight, self.cut(people), common=common),
                messages.paxlst(world, later, people[:2], common=common),
                messages.pnrgov(world, later, self.cut(people), kind="141", common=common),
                messages.paxlst(world, flight.moved(minutes=7), people, common=common)]

    def past_midnight(self):
        """Re-timed to the day after: known by the common reference, or by its persons alone."""
        world, people = self.world, self.people(4, 7)
        flight = world.flight()
        flight.departure = flight.departure.replace(hour=23, minute=30)
        common = (flight.name + "/" + messages.ymd(flight.departure)
                  if self.random.random() < 0.5 else None)
        moved = flight.moved(minutes=75)
        back = flight.moved(minutes=10)
        return [messages.pnrgov(world, flight, self.cut(people), common=common),
                messages.paxlst(world, flight, people[:-1], common=common),
                messages.pnrgov(world, moved, self.cut(people), common=common),
                messages.paxlst(world, moved, people, common=common),
                messages.paxlst(world, back, people[:3], role="745+CP", common=common)]

    def merges(self):
        """The same person in two bookings, in two messages, and before the document proves it."""
        world, flight, people = self.world, self.world.flight(), self.people(2, 4)
        twin = people[0].but(locator=world.letters(6), reference=world.digits(12),
                             ticket="250" + world.digits(10))
        maiden = people[-1].but(surname=world.name(3), locator=world.letters(6),
                                reference=world.digits(12))
        return [messages.pnrgov(world, flight, [people, [twin]], documents=False),
                messages.paxlst(world, flight, [maiden]),
                messages.pnrgov(world, flight, [people]),
                messages.pnrgov(world, flight, [[twin]], kind="141"),
                messages.paxlst(world, flight, people)]

    def repeats(self):
        """The same bytes again and again; a full push that leaves somebody out; a cancellation."""
        world, flight, people = self.world, self.world.flight(), self.people(3, 6)
        push = messages.pnrgov(world, flight, self.cut(people))
        manifest = messages.paxlst(world, flight, people)
        return [push, push, manifest, push, messages.pnrgov(world, flight, self.cut(people[1:])),
                manifest, messages.paxlst(world, flight, people[:1], role="745+XR", full=False)]

    def oddities(self):
        """Tests, ruins and what is no message at all."""
        world, flight, people = self.world, self.world.flight(), self.people(2, 3)
        whole = messages.paxlst(world, flight, people)
        return [messages.paxlst(world, flight, world.persons(2), test=True),
                whole[:self.random.randrange(200, len(whole))],
                bytes(self.random.randrange(256) for _ in range(300)), whole]

    def interleaved(self, count):
        """`count` bodies: several flights at a time, each in its order."""
        kinds = [self.plain, self.late_documents, self.retimed, self.past_midnight, self.merges,
                 self.repeats]
        open_stories, out = [], []
        while len(out) < count:
            while len(open_stories) < 15:
                kind = self.oddities if self.random.random() < 0.03 else self.random.choice(kinds)
                open_stories.append(kind())
            story = self.random.choice(open_stories)
            out.append(story.pop(0))
            if not story:
                open_stories.remove(story)
        return out


class Rebuild(harness.Scenario):
    # ---- the history

    def import_list(self, system, name, content):
        path = self.file(name + ".list", content)
        outcome = system.lines("list", "import", path, "--name", name)[0]
        say(f"list {name}: version {outcome['version']}, {outcome['entries']} entries")

    def decide(self, system, count):
        """Decisions on persons chosen by chance; the note says who was meant."""
        alerts = system.lines("alerts")
        codes = ["clear-not-same-person", "refer", "locate", "handed-over", "note"]
        for _ in range(count):
            alert = self.random.choice(alerts)
            self.decided += 1
            note = f"{self.decided}: {alert['surname']}/{alert['given']}/{alert['document']}"
            system.decide(alert["id"], self.random.choice(codes), "--note", note)

    def pair(self, system, count):
        """Some that are one person are said to be two, some that are two to be one."""
        lines = system.must("dump").split("\n")[:-1]
        rows = [row for row in map(json.loads, lines) if row["what"] == "person"]
        merged = [row for row in rows if "merged_into" in row]
        standing = collections.defaultdict(list)
        for row in rows:
            if "merged_into" not in row:
                standing[row["flight"]].append(row["person"])
        crowded = sorted(flight for flight, persons in standing.items() if len(persons) > 1)
        for row in self.random.sample(merged, min(count, len(merged))):
            system.must("part", row["person"], row["merged_into"])
        for flight in self.random.sample(crowded, min(count, len(crowded))):
            system.must("merge", *self.random.sample(standing[flight], 2))

    def make_history(self, system):
        world = messages.World(self.random)
        wanted = world.persons(160)
        for person in wanted:
            person.documents = self.random.random() < 0.6
        stories = Stories(world, list(wanted))
        first, second, late = wanted[:70], wanted[60:120], wanted[120:]
        credential = system.add_source("carrier")
        client = system.client(credential)
        self.import_list(system, "un", messages.un_list(first))
        self.decided = 0
        bodies = stories.interleaved(MESSAGES)
        for n, body in enumerate(bodies, 1):
            client.send(body)
            if n == MESSAGES * 3 // 10:
                self.import_list(system, "own", messages.csv_list(second))
            if n in (MESSAGES * 4 // 10, MESSAGES * 7 // 10):
                system.wait_processed()
                self.decide(system, DECISIONS * 2 // 5)
                self.pair(system, 5)
            if n == MESSAGES * 6 // 10:  # some go, some come, who have travelled already
                self.import_list(system, "un", messages.un_list(first[6:] + late[:20]))
        client.close()
        status = system.wait_processed()
        self.assertEqual(system.stop(), 0)
        # the rest by the command line itself, with the system stopped
        self.decide(system, DECISIONS - self.decided)
        everything = b"".join(bodies)
        extras = {extra for extra in stories.extras  # those of stories that were told so far
                  if f"+{extra[0]}:{extra[1]}'".encode() in everything or
                  f":{extra[0]}/{extra[1]}+".encode() in everything}
        return extras, status

    # ---- what must be found again

    def persons(self, system):
        """{(flight, surname, given)} of every card, as said now."""
        found = set()
        for line in map(json.loads, system.dump()):
            if line["what"] == "says" and "person" in line:
                names = {field: text for node, field, text, _, _ in reversed(line["values"])
                         if node == "traveller" and field in ("surname", "given")}
                found.add((line["flight"], names.get("surname"), names.get("given")))
        return found

    def decisions(self, system):
        """{note: (flight, names, documents)} by looking at every alert's traveller."""
        found = {}
        for id in sorted({a["id"] for a in system.lines("alerts", "--all") if a["decisions"]}):
            person = system.lines("traveller", id)[0]
            values = {(value["node"], value["field"], value["text"])
                      for says in person["says"] if says["source"] != "booking"
                      for value in says["values"]}
            for decision in person["decisions"]:
                self.assertNotIn(decision["note"], found)
                found[decision["note"]] = (person["flight"]["key"], frozenset(
                    value for value in values if value[:2] in (
                        ("traveller", "surname"), ("document", "number"))))
        return found

    def check_decisions(self, system, before):
        after = self.decisions(system)
        self.assertEqual(len(after), DECISIONS)
        self.assertEqual(after, before)
        for note, (_, values) in after.items():
            surname, _, document = note.split(": ")[1].split("/")
            # a later message may have changed the name, or the document, but not both
            meant = {("traveller", "surname", surname), ("document", "number", document)}
            self.assertTrue(meant & values, f"{note}: {values}")

    def rebuild(self, system, binary=None):
        began = time.monotonic()
        out = system.must("rebuild", binary=binary)
        say(f"{out.strip()} ({time.monotonic() - began:.2f} s)")
        told = re.match(r"Rebuilt from (\d+) messages: (\d+) travellers, (\d+) decisions, (\d+) of",
                        out)
        self.assertEqual((int(told[1]), int(told[3]), int(told[4])), (MESSAGES, DECISIONS, 0))
        self.assertFalse(os.path.exists(system.path("derived.new")))

    def kill_rebuild(self, system):
        """At moments from the first to the last; the old data is there, whole, or already the new.
        Returns how often the old was still in place."""
        def prints():
            return {path: self.digest(path) for path in system.files()
                    if path.startswith(system.path("derived/"))}
        kept = 0
        for part in (0.0, 0.2, 0.5, 0.8, 0.95):
            before, inode = prints(), os.stat(system.path("derived")).st_ino
            process = harness.start_process([system.binary, "rebuild", "--data", system.data],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # so many bytes of the new data: a mark that does not depend on how fast it goes
            size = part * sum(os.path.getsize(path) for path in before)
            aside = system.path("derived.new")
            until("the rebuild has come so far", lambda: process.poll() is not None or (
                os.path.isdir(aside) and self.folder_size(aside) > size))
            family = harness.children_of(process.pid)
            process.kill()
            process.wait()
            until("its decoder died with it",
                  lambda: not any(harness.is_alive(pid) for pid in family), 10)
            if os.stat(system.path("derived")).st_ino == inode:
                self.assertEqual(prints(), before, "the old data is as it was")
                kept += 1
        return kept

    @staticmethod
    def digest(path):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

    @staticmethod
    def folder_size(folder):
        size = 0
        for at, _, names in os.walk(folder):
            for name in names:
                try:
                    size += os.path.getsize(os.path.join(at, name))
                except FileNotFoundError:
                    pass
        return size

    # ---- the scenario

    def test_rebuild(self):
        system = self.system().start()
        extras, status = self.make_history(system)
        dump, decisions, persons = system.dump(), self.decisions(system), self.persons(system)
        merged = sum('"merged_into"' in line for line in dump)
        moved = sum('"what":"flight-formerly"' in line for line in dump)
        aliases = sum('"what":"alias"' in line for line in dump)
        names = [(flight["carrier"], flight["number"]) for flight in map(json.loads, dump)
                 if flight["what"] == "flight" and flight["departure"]]
        twice = [name for name, count in collections.Counter(names).items() if count > 1]
        self.assertEqual(twice, [], "no flight is there twice")
        flights = sum('"what":"flight"' in line for line in dump)
        gone = sum('"what":"alert"' in line and '"withdrawn":true' in line for line in dump)
        say(f"{len(dump)} lines: {flights} flights ({moved} re-timed, {aliases - flights} further "
            f"names), {len(persons)} persons, {merged} merged cards, {gone} withdrawn alerts, "
            f"{status['partial']} partial, {status['quarantined']} quarantined")
        for figure in (merged, moved, aliases - flights, gone, status["partial"],
                       status["quarantined"], status["test"]):
            self.assertGreater(figure, 0)
        self.check_decisions(system, decisions)

        say("the same again from the messages")
        self.rebuild(system)
        self.same_lines(dump, system.dump(), "after a rebuild")
        self.check_decisions(system, decisions)

        say("a running system refuses, in a plain sentence")
        system.start()
        done = system.command("rebuild")
        self.assertEqual(done.code, 1)
        self.assertRegex(done.err, r"^portolan: .*[Ss]top.*\.\n$|^portolan: .*running.*\.\n$"
                                   r"|^portolan: .*process.*\.\n$")
        say(done.err.strip())
        self.assertEqual(system.stop(), 0)
        self.same_lines(dump, system.dump(), "after a refused rebuild and a start")

        say("rebuilds killed in the middle")
        kept = self.kill_rebuild(system)
        say(f"the old data was in place after {kept} of 5")
        self.assertGreaterEqual(kept, 3)
        self.same_lines(dump, system.dump(), "after killed rebuilds")
        self.check_decisions(system, decisions)
        system.start()
        self.assertEqual(system.stop(), 0)
        self.rebuild(system)
        self.same_lines(dump, system.dump(), "after the next rebuild")
        self.check_decisions(system, decisions)

        if not harness.EXTRA_BINARY:
            self.skipTest("PORTOLAN_EXTRA_BINARY is not there")
        say("a decoder that finds one traveller more")
        self.rebuild(system, binary=harness.EXTRA_BINARY)
        more = self.persons(system)
        self.assertEqual(persons - more, set(), "whom the other decoder no longer finds")
        self.assertEqual({person[1:] for person in more - persons}, extras)
        self.assertGreater(len(more - persons), 10)
        say(f"{len(more - persons)} persons more")
        self.check_decisions(system, decisions)
        self.rebuild(system)
        self.same_lines(dump, system.dump(), "after the first decoder's rebuild")
        self.check_decisions(system, decisions)


if __name__ == "__main__":
    harness.main()
