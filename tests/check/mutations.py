"""Breaks one thing in a valid message, in every way the table below knows, and asks `portolan check` for
its first finding: does it name the byte, and does doing what it says make the message conform?

    mutations.py BINARY [FOLDER..]      folders of further valid messages, where they exist

Prints a table by kind of mutation; fails below the shares of GOAL. With PORTOLAN_SHOW=1 it prints what
was not found, with PORTOLAN_LONG=1 it tries all. The valid messages are tests/vectors/check/valid-*.edi."""
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

GOAL = 0.90
MOST_OF_A_KIND = 60 if os.environ.get("PORTOLAN_LONG") else 3  # of one message: chosen by a fixed seed
VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "check"

# A mutation: the broken bytes, the places (from, to) in them that may be named, and whether the begin of
# the segment is as good a place, because the segment as a whole is the fault.
Mutation = collections.namedtuple("Mutation", "kind bytes low high whole")


class Message:
    def __init__(self, name, data):
        self.name, self.data = name, data
        unb = data.index(b"UNB+")
        self.una = data.find(b"UNA", 0, unb)
        self.kind = "PNRGOV" if b"PNRGOV" in data else "PAXLST"
        self.segments = []  # (tag, begin, position of the terminator)
        begin = at = unb
        while at < len(data):
            if data[at] == ord("?"):
                at += 2
                continue
            if data[at] == ord("'"):
                self.segments.append((data[begin:begin + 3].decode(), begin, at))
                at += 1
                while at < len(data) and data[at] in b"\r\n":
                    at += 1
                begin = at
                continue
            at += 1

    def end_of(self, i):
        return self.segments[i + 1][1] if i + 1 < len(self.segments) else len(self.data)

    def text(self, i):
        tag, begin, end = self.segments[i]
        return self.data[begin:end]

    def fields(self, i):
        """(element, component, begin, end) of each component behind the tag."""
        tag, begin, end = self.segments[i]
        found, element, component, start, at = [], 0, 0, begin, begin
        while at <= end:
            c = self.data[at:at + 1] if at < end else b"+"
            if c == b"?":
                at += 2
                continue
            if c in (b"+", b":"):
                found.append((element, component, start, at))
                start = at + 1
                element, component = (element + 1, 0) if c == b"+" else (element, component + 1)
            at += 1
        return found[1:]

    def field(self, i, element, component=0):
        for e, c, b, n in self.fields(i):
            if (e, c) == (element, component):
                return b, n
        return None


def replace(data, begin, end, new):
    return data[:begin] + new + data[end:]


def run_around(data, at):
    """The places at which taking out the same byte gives the same bytes."""
    low = high = at
    while low > 0 and data[low - 1] == data[at]:
        low -= 1
    while high + 1 < len(data) and data[high + 1] == data[at]:
        high += 1
    return low, high


# ---- kinds ----

STRICT = {"PAXLST": {"BGM", "DTM", "LOC", "ATT", "NAT", "CNT", "TDT", "GEI", "RFF", "MEA", "COM", "DOC", "FTX", "EMP",
                     "UNH", "UNT", "UNE", "UNZ", "UNB", "UNG"},
          "PNRGOV": {"MSG", "EQN", "RCI", "UNH", "UNT", "UNZ", "UNB", "DAT", "MON", "TVL", "SSR"}}


def terminators(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        yield Mutation("terminator deleted", replace(m.data, end, end + 1, b""), end, end + 1, False)
        for c in (b'"', b"+", b"X", b" ", b":", b"?"):
            yield Mutation("terminator altered", replace(m.data, end, end + 1, c), end, end + 1, False)
        yield Mutation("terminator doubled", replace(m.data, end, end, b"'"), end, end + 1, False)
        yield Mutation("terminator released", replace(m.data, end, end, b"?"), end, end + 1, False)


def inside(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        if tag not in STRICT[m.kind] or end - begin < 5:
            continue
        for at in range(begin + 4, end):
            if m.data[at:at + 1] in b"+:" and m.data[at - 1:at] != b"?":
                yield Mutation("terminator inside", replace(m.data, at, at + 1, b"'"), at, at, False)


def separators(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        last = begin + 3
        if end > last:
            yield Mutation("separator behind tag deleted", replace(m.data, last, last + 1, b""), last, last, False)
            for c in (b":", b"?", b" ", b"-"):
                yield Mutation("separator behind tag altered", replace(m.data, last, last + 1, c), last, last, False)
        if tag not in STRICT[m.kind]:
            continue
        for at in range(begin + 4, end):
            c = m.data[at:at + 1]
            if c not in (b"+", b":") or m.data[at - 1:at] == b"?":
                continue
            low, high = run_around(m.data, at)
            if tag not in ("SSR", "UNB"):
                yield Mutation("separator deleted", replace(m.data, at, at + 1, b""), low, high, False)
            yield Mutation("separator altered", replace(m.data, at, at + 1, b":" if c == b"+" else b"+"), at, at, False)
            if c == b"+" and tag not in ("COM", "SSR", "DAT", "MON", "RCI", "EQN", "UNB", "UNG", "MSG"):
                yield Mutation("separator doubled", replace(m.data, at, at, c), low, high + 1, False)
            yield Mutation("separator released", replace(m.data, at, at, b"?"), at, at + 1, False)


def tags(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        for at in range(3):
            for c in (b"Q", b"8", tag[at].lower().encode()):
                yield Mutation("tag altered", replace(m.data, begin + at, begin + at + 1, c), begin, begin + 2, True)
            yield Mutation("tag shortened", replace(m.data, begin + at, begin + at + 1, b""), begin, begin + 2, True)
        yield Mutation("tag lengthened", replace(m.data, begin + 1, begin + 1, b"W"), begin, begin + 3, True)


CODED = {"PAXLST": {"BGM": [(1, 0)], "RFF": [(1, 0)], "NAD": [(1, 0)], "COM": [(1, 1)], "TDT": [(1, 0)], "LOC": [(1, 0)],
                    "DTM": [(1, 0), (1, 2)], "ATT": [(1, 0), (3, 0)], "MEA": [(1, 0), (3, 0)], "GEI": [(1, 0), (2, 0)],
                    "FTX": [(1, 0)], "EMP": [(1, 0), (2, 0)], "NAT": [(1, 0)], "DOC": [(1, 0)], "CNT": [(1, 0)],
                    "UNB": [(1, 0), (1, 1)], "UNH": [(2, 0), (2, 3)], "UNG": [(1, 0), (6, 0)]},
         "PNRGOV": {"MSG": [(1, 1)], "ORG": [(5, 0)], "TIF": [(1, 1), (2, 1)], "SSR": [(1, 0)], "RPI": [(2, 0)],
                    "UNB": [(1, 0), (1, 1)], "UNH": [(2, 0), (2, 3)], "FOP": [(1, 0)]}}


def codes(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        for element, component in CODED[m.kind].get(tag, []):
            place = m.field(i, element, component)
            if not place or place[0] == place[1]:
                continue
            low, high = place
            text = m.data[low:high]
            for kind, new in (("code unknown", b"ZQ9"), ("code unknown", b"#"), ("code empty", b""),
                              ("code with a letter more", text + b"J"), ("code in small letters", text.lower())):
                optional = kind == "code empty" and ((tag, component) == ("DTM", 2) or tag in ("ORG", "TIF", "MEA", "RPI", "UNB") or
                                                     (tag == "MSG" and component == 0))
                if new != text and not optional:
                    yield Mutation(kind, replace(m.data, low, high, new), low, max(low, low + len(new)), False)
    for i, (tag, begin, end) in enumerate(m.segments):
        wrong = {"LOC": (b"22", b"125", b"174"), "DTM": (b"36", b"329", b"189")}.get(tag, ()) if m.kind == "PAXLST" else ()
        for new in wrong:
            low, high = m.field(i, 1)
            text = m.data[low:high]
            same = [{b"36", b"182"}, {b"189", b"232"}, {b"125", b"92"}, {b"22", b"178", b"179", b"180", b"174"}]
            if text != new and not any({text, new} <= group for group in same):
                yield Mutation("code of another place", replace(m.data, low, high, new), low, low + len(new), True)


def dates(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        if tag == "DTM":
            low, high = m.field(i, 1, 1)
            text = m.data[low:high].strip()
            year = 4 if len(text) in (8, 12) else 2
            bad = [text[:year] + b"13" + text[year + 2:], text[:year + 2] + b"32" + text[year + 4:],
                   text[:year] + b"0230" + text[year + 4:], text[:-1], text + b"0", b"O" + text[1:], text[:-1] + b"."]
            if len(text) == 10:
                bad += [text[:-4] + b"2561", text[:-2] + b"75"]
        elif tag == "TVL" and m.kind == "PNRGOV":
            low, high = m.field(i, 1, 0)
            text = m.data[low:high]
            bad = [b"32" + text[2:], text[:2] + b"13" + text[4:], text[:-1], text + b"0", b"O" + text[1:], b"310226"]
        elif tag in ("UNB", "UNG"):
            low, high = m.field(i, 4, 0)
            text = m.data[low:high]
            bad = [text[:2] + b"1319", text[:4] + b"32", text[:-1], b"O" + text[1:]]
        else:
            continue
        for new in bad:
            yield Mutation("date impossible", replace(m.data, low, high, new), low, low + len(new), False)


def meaning(m):
    data = m.data
    for i, (tag, begin, end) in enumerate(m.segments):
        text = m.text(i)
        if tag == "DTM" and text.startswith((b"DTM+189", b"DTM+232")):
            low, high = m.field(i, 1, 1)
            value = data[low:high]
            day = value.strip()
            for new in (b"18" + day[2:], b"29" + day[2:]):
                yield Mutation("flight far away", replace(data, low, high, new), low, high, False)
            if text.startswith(b"DTM+232"):
                early = day[:4] + b"%02d" % (int(day[4:6]) - 2) + day[6:]
                yield Mutation("arrival before departure", replace(data, low, high, early), low, high, False)
        if tag == "DTM" and text.startswith(b"DTM+329"):
            low, high = m.field(i, 1, 1)
            yield Mutation("birth in the future", replace(data, low, end, b"20350101:102"), low, low + 8, False)
        if tag == "LOC" and text.startswith((b"LOC+125", b"LOC+87", b"LOC+92", b"LOC+22", b"LOC+178", b"LOC+179")):
            low, high = m.field(i, 2)
            for new in (b"QXQ", b"1AS", data[low:high].lower(), data[low:high - 1], data[low:high] + b"XYZ", b""):
                yield Mutation("port wrong", replace(data, low, high, new), low, low + len(new), False)
        state = {"NAT": (2, 0), "LOC": (2, 0)}.get(tag)
        if state and text.startswith((b"NAT+2", b"LOC+174", b"LOC+91")):
            low, high = m.field(i, *state)
            for new in (b"XQZ", b"UZ", b"U1B", b"uzb", b"UZBE", b"UZ ", b""):
                yield Mutation("state wrong", replace(data, low, high, new), low, low + len(new), False)
        if tag == "TDT":
            low, high = m.field(i, 2)
            for new in (b"HY", b"HY27100", b"271", b"HY 27", b""):
                yield Mutation("flight wrong", replace(data, low, high, new), low, low + len(new), False)
            low, high = m.field(i, 5)
            yield Mutation("flight wrong", replace(data, low, high, b"LH"), low, low + 2, False)
        if tag == "NAD" and not text.startswith(b"NAD+MS"):
            low, high = m.field(i, 4)
            yield Mutation("name missing", replace(data, low, high, b""), low, low, False)
            yield Mutation("name missing", replace(data, low, end, b""), low - 4, low, False)
            if not m.field(i, 4, 2):
                yield Mutation("given name missing", replace(data, high, m.field(i, 4, 1)[1], b""), low, high + 1, False)
            for new, kind in ((b"3", "digit in name"), (b"\xc9", "letter beyond ASCII"), (b"#", "sign in name"),
                              (b"\x00", "control character"), (b"\t", "control character"), (b"a", "small letter"),
                              (b"'", "apostrophe in name"), (b"+", "plus in name"), (b"?", "question mark in name")):
                at = low + 2
                yield Mutation(kind, replace(data, at, at, new), low if kind == "digit in name" else at,
                               high + 1 if kind == "digit in name" else at, False)
        if tag == "TIF" and m.kind == "PNRGOV":
            low, high = m.field(i, 1)
            yield Mutation("name missing", replace(data, low, high, b""), low, low, False)
            for new, kind in ((b"3", "digit in name"), (b"\xc9", "letter beyond ASCII"), (b"#", "sign in name"),
                              (b"\x00", "control character"), (b"a", "small letter"), (b"'", "apostrophe in name"),
                              (b"+", "plus in name"), (b"?", "question mark in name")):
                at = low + 2
                yield Mutation(kind, replace(data, at, at, new), low if kind == "digit in name" else at,
                               high + 1 if kind == "digit in name" else at, False)
        if tag == "DOC":
            low, high = m.field(i, 2)
            for new in (b"", b"FA#12", b"FA_12"):
                yield Mutation("document number wrong", replace(data, low, high, new), low, low + len(new), False)
        if text.startswith(b"RFF+AVF"):
            low, high = m.field(i, 1, 1)
            for new in (b"K7", b"K7T-2P", b"K7TR2PK7TR2PK7TR2PK7TR2PK7TR2P" * 3):
                yield Mutation("reference wrong", replace(data, low, high, new), low, low + len(new), False)
        if text.startswith(b"RFF+SEA"):
            low, high = m.field(i, 1, 1)
            yield Mutation("reference wrong", replace(data, low, high, b"CC1"), low, low + 3, False)


def counts(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        if tag in ("UNT", "UNE", "UNZ"):
            low, high = m.field(i, 1)
            for new in (b"%d" % (int(m.data[low:high]) + 1), b"%d" % (int(m.data[low:high]) + 7), b"", b"2O", b"0"):
                yield Mutation("count wrong", replace(m.data, low, high, new), low, low + len(new), False)
            low, high = m.field(i, 2)
            text = m.data[low:high]
            for new in (b"9" + text, text[:-1] + b"Q", b"", text + b"1"):
                yield Mutation("reference wrong", replace(m.data, low, high, new), low, low + len(new), False)
        if tag == "EQN" and i < 8:
            low, high = m.field(i, 1)
            yield Mutation("count wrong", replace(m.data, low, high, b"7"), low, high, False)
        if tag == "CNT":
            low, high = m.field(i, 1, 1)
            yield Mutation("count wrong", replace(m.data, low, high, b"0"), low, high, False)
            if m.data.count(b"NAD+F") + m.data.count(b"NAD+DD") > 1:
                yield Mutation("count wrong", replace(m.data, low, high, b"7"), low, high, False)


MUST = {"PAXLST": {"BGM", "TDT", "UNH", "UNT", "UNE", "UNZ", "UNG", "UNB", "NAT", "ATT", "DOC"},
        "PNRGOV": {"MSG", "ORG", "TVL", "EQN", "SRC", "RCI", "UNH", "UNT", "UNZ", "UNB"}}


def whole_segments(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        after = m.end_of(i)
        text = m.text(i)
        must = tag in MUST[m.kind] or text.startswith((b"LOC+125", b"LOC+87", b"LOC+92", b"DTM+189", b"DTM+232", b"DTM+329",
                                                       b"DTM+36", b"LOC+91", b"NAD+F"))
        head = i < 7
        if m.kind == "PNRGOV" and tag in ("ORG", "TVL", "EQN", "RCI") and not head and tag != "RCI":
            must = False
        if m.kind == "PNRGOV" and tag == "RCI" and m.segments[i - 1][0] != "SRC":
            must = False
        if tag == "DOC" and m.text(i).startswith((b"DOC+L", b"DOC+AC")) or (tag == "LOC" and m.text(i - 1).startswith(b"DOC+L")):
            must = False
        if text.startswith((b"LOC+91", b"DTM+36")) and b"DOC+P" not in m.text(i - 1) + m.text(i - 2) + m.text(i - 3):
            must = False
        if must:
            low = m.segments[i - 1][1] if i else 0
            group = low
            for j in range(i, -1, -1):  # what lacks something may be named, too
                if m.segments[j][0] in ("NAD", "DOC", "TDT"):
                    group = m.segments[j][1]
                    break
            yield Mutation("segment deleted", replace(m.data, begin, after, b""), min(low, group), begin, True)
        if tag not in ("SRC", "DAT") and after > end and (m.kind == "PAXLST" or tag in ("MSG", "UNH", "UNT", "UNZ", "UNB", "EQN", "RCI", "RPI", "MON")):
            yield Mutation("segment doubled", replace(m.data, begin, begin, m.data[begin:after]), begin, after + end - begin, True)
    for i in range(len(m.segments) - 1):
        one, other = m.segments[i][0], m.segments[i + 1][0]
        pair = (one, other)
        if m.kind == "PAXLST" and pair in (("NAD", "ATT"), ("TDT", "LOC"), ("LOC", "DTM"), ("UNH", "BGM"), ("UNT", "UNE"), ("UNE", "UNZ"),
                                           ("CNT", "UNT"), ("DOC", "DTM"), ("UNG", "UNH"), ("UNB", "UNG"), ("UNT", "UNZ"), ("NAD", "COM")) or \
           m.kind == "PNRGOV" and pair in (("UNH", "MSG"), ("MSG", "ORG"), ("SRC", "RCI"), ("UNT", "UNZ"), ("TVL", "EQN"), ("EQN", "SRC")):
            if one == "LOC" and not m.text(i).startswith((b"LOC+125", b"LOC+87", b"LOC+92", b"LOC+91")):
                continue
            begin, middle, after = m.segments[i][1], m.segments[i + 1][1], m.end_of(i + 1)
            yield Mutation("segments swapped", m.data[:begin] + m.data[middle:after] + m.data[begin:middle] + m.data[after:],
                           begin, after, True)
    for i in range(2, len(m.segments) - 2, 3):
        begin = m.segments[i][1]
        for new in (b"XYZ+1:2'", b"CUX+2'"):
            yield Mutation("segment inserted", replace(m.data, begin, begin, new), begin, begin + 3, True)


def ends(m):
    n = len(m.data)
    stop = m.segments[-1][2]
    for at in range(60, stop, max(1, stop // 25)):
        yield Mutation("cut", m.data[:at], at - 2, at + 1, True)
    for i in range(2, len(m.segments)):
        at = m.segments[i][1]
        yield Mutation("cut between segments", m.data[:at], m.segments[i - 1][2] - 2, at + 1, True)
    yield Mutation("text behind", m.data + b"GARBAGE", n, n + 7, False)
    yield Mutation("text before", b"HELLO " + m.data, 0, 6, False)


def una(m):
    if m.una < 0:
        return
    begin = m.una + 3
    for i in (0, 1, 5):
        for c in (b"#", b"*" if i != 4 else b"~", b"X"):
            yield Mutation("UNA altered", replace(m.data, begin + i, begin + i + 1, c), begin + i, begin + i, False)
    for i in (2, 3, 4):
        yield Mutation("UNA altered", replace(m.data, begin + i, begin + i + 1, b"X"), begin + i, begin + i, False)
    for i in range(6):
        low, high = run_around(m.data, begin + i)
        yield Mutation("UNA shortened", replace(m.data, begin + i, begin + i + 1, b""), low, high, False)
    yield Mutation("UNA lengthened", replace(m.data, begin + 2, begin + 2, b"%"), begin + 2, begin + 2, False)
    for i in range(3):
        yield Mutation("UNA altered", replace(m.data, m.una + i, m.una + i + 1, b"Q"), m.una, m.una + 3, True)


def services(m):
    for i, (tag, begin, end) in enumerate(m.segments):
        text = m.text(i)
        if text.startswith(b"SSR+DOCS"):
            low, high = m.field(i, 1, 8)
            doc = m.data[low:high]
            slashes = [at for at in range(low, high) if m.data[at:at + 1] == b"/"]
            for at in slashes[:7]:
                near = [s for s in slashes if s > at] + [high]
                yield Mutation("DOCS slash deleted", replace(m.data, at, at + 1, b""), at if at == low else low, near[min(2, len(near) - 1)], False)
            parts = doc.split(b"/")
            for slot, new in ((2, b"XQZ"), (4, b"GBX"), (5, b"32JUL78"), (5, b"01JUX78"), (6, b"Q"), (7, b"31FEB30"), (8, b""), (3, b"12_3")):
                place = low + sum(len(p) + 1 for p in parts[:slot])
                yield Mutation("DOCS value wrong", replace(m.data, place, place + len(parts[slot]), new), place, place + len(new), False)
        if tag == "SSR" and m.field(i, 2, 2):
            low, high = m.field(i, 2, 2)
            yield Mutation("traveller wrong", replace(m.data, low, high, b"9"), low, high, False)
        if tag == "TKT":
            low, high = m.field(i, 1)
            yield Mutation("ticket wrong", replace(m.data, low, high, b"25O2120234533"), low, high, False)
        if tag == "TVL" and m.kind == "PNRGOV":
            for e, news in ((2, (b"QXQ", b"I5T", b"ist")), (3, (b"QXQ", b"TA")), (5, (b"27X1", b"27100"))):
                low, high = m.field(i, e)
                for new in news:
                    yield Mutation("flight wrong", replace(m.data, low, high, new), low, low + len(new), False)
        if tag == "FOP" and m.field(i, 1, 4):
            low, high = m.field(i, 1, 4)
            yield Mutation("card in clear", replace(m.data, low, high, b"4111111111111111"), low, low + 16, False)
        if tag == "RCI":
            low, high = m.field(i, 1, 1)
            for new in (b"", b"3P_ZOV", b"3P"):
                yield Mutation("reference wrong", replace(m.data, low, high, new), low, low + len(new), False)
        if tag == "MON":
            low, high = m.field(i, 1, 1)
            for new in (b"8,00", b"8.0.0", b""):
                yield Mutation("amount wrong", replace(m.data, low, high, new), low, low + len(new), False)
        if tag == "TBD":
            low, high = m.field(i, 5, 1)
            yield Mutation("bag wrong", replace(m.data, low, high, b"01234S6789"), low, high, False)
        if tag == "REF" and m.kind == "PNRGOV":
            yield Mutation("code empty", replace(m.data, begin + 4, end, b""), begin + 3, begin + 5, False)
        if tag == "RPI":
            yield Mutation("segment inserted", replace(m.data, begin, begin, b"SSR+VGML:HK:1:HY'"), begin, begin + 8, True)


KINDS = (terminators, inside, separators, tags, codes, dates, meaning, counts, whole_segments, ends, una, services)


def mutations(m):
    for kind in KINDS:
        if kind is services and m.kind != "PNRGOV":
            continue
        yield from kind(m)


# ---- judging ----

def check(binary, bodies):
    """The report of each body; many files a run, as a process costs more than a check."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i, body in enumerate(bodies):
            path = os.path.join(folder, "%05d.edi" % i)
            with open(path, "wb") as file:
                file.write(body)
            paths.append(path)
        reports = []
        for at in range(0, len(paths), 500):
            done = subprocess.run([binary, "check", "--json"] + paths[at:at + 500], capture_output=True)
            if done.returncode not in (0, 1, 2):
                sys.exit("check ended with %d: %s" % (done.returncode, done.stderr.decode()))
            reports += [json.loads(line) for line in done.stdout.decode().splitlines()]
    return reports


def names_place(finding, mutation):
    low, high = finding["offset"], finding["offset"] + max(finding["length"], 1) - 1
    if finding["length"] > 80 and not mutation.whole:
        return False
    return low <= mutation.high and high >= mutation.low


def signature(report):
    return [(f["rule"], f["severity"]) for f in report["findings"]]


def judge(binary, message, chosen, clean):
    before = signature(clean)
    reports = check(binary, [m.bytes for m in chosen])
    fixed, which, results = [], [], []
    for number, (mutation, report) in enumerate(zip(chosen, reports)):
        new = list(report["findings"])
        for rule, severity in before:  # what the valid message has already
            for i, finding in enumerate(new):
                if (finding["rule"], finding["severity"]) == (rule, severity) and len(new) > 1:
                    del new[i]
                    break
        first = new[0] if new else None
        results.append([mutation, first, bool(first) and names_place(first, mutation), None, len(new)])
        if first and "fix" in first:
            fix = first["fix"]
            fixed.append(replace(mutation.bytes, fix["offset"], fix["offset"] + fix["remove"], fix["insert"].encode("latin-1")))
            which.append(number)
    for number, report in zip(which, check(binary, fixed)):
        results[number][3] = len(report["findings"]) <= len(before)
    for result in results:
        if result[3] is None:  # the right value is known to the sender alone: put back where it was named
            result[3] = result[2]
    return results


def main():
    binary, folders = sys.argv[1], [pathlib.Path(f) for f in sys.argv[2:]]
    files = sorted(VECTORS.glob("valid-*.edi"))
    for folder in folders:
        if folder.is_dir():
            files += sorted(folder.glob("*.edi"))
    chance = random.Random(1)
    table = collections.defaultdict(lambda: [0, 0, 0, 0])
    for path in files:
        message = Message(path.name, path.read_bytes())
        clean = check(binary, [message.data])[0]
        if any(f["severity"] == "error" for f in clean["findings"]):
            sys.exit("%s is not valid: %s" % (path, clean["findings"]))
        groups = collections.defaultdict(list)
        for mutation in mutations(message):
            if mutation.bytes != message.data:
                groups[mutation.kind].append(mutation)
        chosen = []
        for kind in sorted(groups):
            group = groups[kind]
            chosen += group if len(group) <= MOST_OF_A_KIND else chance.sample(group, MOST_OF_A_KIND)
        for mutation, first, named, conforms, number in judge(binary, message, chosen, clean):
            row = table[mutation.kind]
            row[0] += 1
            row[1] += named
            row[2] += bool(conforms)
            row[3] += number == 1
            if not (named and conforms) and os.environ.get("PORTOLAN_SHOW"):
                at = mutation.low
                print("%s | %s | %r | %s" % (path.name, mutation.kind, mutation.bytes[max(0, at - 25):at + 25],
                                             first and (first["offset"] - at, first["length"], first["rule"], first["segment"], first["expected"][:40], first.get("fix"),
                                                        "named" if named else "")))
    whole = [sum(row[i] for row in table.values()) for i in range(4)]
    for kind in sorted(table) + ["all"]:
        row = table[kind] if kind != "all" else whole
        print("%-30s %5d  named %5.1f %%  mended %5.1f %%  alone %5.1f %%" %
              (kind, row[0], 100 * row[1] / row[0], 100 * row[2] / row[0], 100 * row[3] / row[0]))
    sys.exit(0 if whole[1] >= GOAL * whole[0] and whole[2] >= GOAL * whole[0] else 1)


main()
