"""Invented flights, persons, carriers' messages and watchlists; all from one seeded source of
chance, so that a seed gives the same bytes on the same day."""
import csv
import datetime
import io
from xml.sax.saxutils import escape

TODAY = datetime.datetime.now(datetime.timezone.utc).date()

_ONSETS = "B BR D DR F G GR H J K KR L M N P R S SH T TR V Z".split()
_VOWELS = "A E I O U AI OU EI".split()
_ENDS = "N R L S M T K V NT RD LM SK".split()
_STATES = "UZB TUR DEU FRA KAZ IND KOR GBR ITA POL".split()
_CARRIERS = "HY TK LH KE EK KC AF BA LO AZ".split()
_CITIES = {"IST": 3.5, "FRA": 6, "DEL": 3, "ALA": 1.5, "ICN": 7, "DXB": 3}


class Person:
    """Everything that a message may say of a traveller."""

    def __init__(self, **facts):
        self.__dict__.update(facts)

    def but(self, **facts):
        return Person(**{**self.__dict__, **facts})

    @property
    def title(self):
        return "MR" if self.sex == "M" else "MS"

    @property
    def ssr_birth(self):
        return ssr_date(self.birth)


class World:
    """Gives persons, flights and references that occur once."""

    def __init__(self, random):
        self.random = random
        self.used = set()
        self.references = 0

    def _once(self, make):
        while True:
            value = make()
            if value not in self.used:
                self.used.add(value)
                return value

    def name(self, syllables):
        pick = self.random.choice
        return self._once(lambda: "".join(pick(_ONSETS) + pick(_VOWELS)
                                          for _ in range(syllables)) + pick(_ENDS))

    def _some(self, letters, count):
        return "".join(self.random.choices(letters, k=count))

    def digits(self, count):
        return self._once(lambda: self._some("123456789", 1) +
                          self._some("0123456789", count - 1))

    def letters(self, count):
        return self._once(lambda: self._some("ABCDEFGHJKLMNPQRSTUVWXYZ", count))

    def document(self):
        return self._once(lambda: self._some("ABCDEFGHJKLMNPQRSTUVWXYZ", 2) +
                          self._some("0123456789", 7))

    def person(self, **facts):
        random = self.random
        surname, given = self.name(3), self.name(2)
        born = datetime.date(1950, 1, 1) + datetime.timedelta(days=random.randrange(18000))
        state = random.choice(_STATES)
        one = dict(surname=surname, given=given, sex=random.choice("MF"), birth=born,
                   nationality=state, state=state, number=self.document(),
                   expiry=TODAY + datetime.timedelta(days=random.randrange(400, 3000)),
                   locator=self.letters(6), phone="998" + self.digits(9),
                   mail=f"{given}.{surname}{self.digits(7)}@EXAMPLE.ORG",
                   card="4" + self.digits(15), ticket="250" + self.digits(10),
                   entry=self.digits(6), reference=self.digits(12),
                   seat=f"{random.randrange(1, 40)}{random.choice('ABCDEF')}",
                   street=f"{random.randrange(1, 99)} {self.name(3)} STREET",
                   bags=random.randrange(3), tag="0250" + self.digits(6))
        one.update(facts)
        return Person(**one)

    def persons(self, count):
        return [self.person() for _ in range(count)]

    def flight(self, day=None, **facts):
        random = self.random
        board = facts.get("board") or random.choice(list(_CITIES))
        if day is None:
            day = TODAY + datetime.timedelta(days=random.randrange(2, 7))  # lands after the test
        hour, minute = random.randrange(0, 20), random.randrange(0, 60)
        departure = datetime.datetime(day.year, day.month, day.day, hour, minute)
        carrier, number = self._once(lambda: (random.choice(_CARRIERS), random.randrange(10, 9000)))
        return Flight(carrier=carrier, number=str(number), board=board,
                      off="TAS", departure=facts.get("departure", departure),
                      hours=_CITIES.get(board, 4))

    def next_reference(self):
        self.references += 1
        return f"{self.references:08d}"


class Flight:
    def __init__(self, carrier, number, board, off, departure, hours):
        self.carrier, self.number, self.board, self.off = carrier, number, board, off
        self.departure, self.hours = departure, hours

    def moved(self, **by):
        """The same flight, re-timed."""
        return Flight(self.carrier, self.number, self.board, self.off,
                      self.departure + datetime.timedelta(**by), self.hours)

    @property
    def arrival(self):
        return self.departure + datetime.timedelta(hours=self.hours)

    @property
    def name(self):
        return self.carrier + self.number


def ymd(when):
    return when.strftime("%y%m%d")


def dmy(when):
    return when.strftime("%d%m%y")


def ssr_date(when):
    return when.strftime("%d%b%y").upper()


# ---- PAXLST ------------------------------------------------------------------------------------

def _api_person(person, flight, full):
    yield f"NAD+FL+++{person.surname}:{person.given}+{person.street}+TASHKENT"
    yield f"ATT+2++{person.sex}"
    yield f"DTM+329:{person.birth:%Y%m%d}:102"
    if person.bags:
        yield f"MEA+CT++:{person.bags}"
        yield f"FTX+BAG+++{person.tag}:{person.bags}"
    if getattr(person, "extra", None):
        yield f"FTX+XTR+++{person.extra[0]}:{person.extra[1]}"
    yield f"LOC+178+{flight.board}"
    yield f"LOC+179+{flight.off}"
    yield f"COM+{person.phone}:TE+{person.mail.replace('@', ' .AT. ')}:EM"
    yield f"NAT+2+{person.nationality}"
    yield f"RFF+AVF:{person.locator}"
    yield f"RFF+ABO:{person.reference}"
    yield f"RFF+SEA:{person.seat}"
    if full:
        yield f"DOC+P:110:111+{person.number}"
        yield f"DTM+36:{ymd(person.expiry)}"
        yield f"LOC+91+{person.state}"


def paxlst(world, flight, persons, role="745", full=True, test=False, common=None):
    """One interchange of one PAXLST. `full`: with documents. `common`: access reference."""
    reference, now = world.next_reference(), flight.departure
    head = [f"UNH+{reference}+PAXLST:D:05B:UN:IATA+{common or flight.name + reference}+01:F",
            f"BGM+{role}", f"RFF+TN:{reference}:::1",
            "NAD+MS+++OPERATIONS DESK", "COM+998711234567:TE",
            f"TDT+20+{flight.name}+++{flight.carrier}",
            f"LOC+125+{flight.board}", f"DTM+189:{flight.departure:%y%m%d%H%M}:201",
            f"LOC+87+{flight.off}", f"DTM+232:{flight.arrival:%y%m%d%H%M}:201"]
    body = [segment for person in persons for segment in _api_person(person, flight, full)]
    tail = [f"CNT+42:{len(persons)}"]
    segments = head + body + tail
    wrapped = ["UNA:+.? ", f"UNB+UNOA:4+HYAIR+UZBGOV+{ymd(now)}:{now:%H%M}+{reference}++APIS" +
               ("++++1" if test else "")]
    wrapped += segments + [f"UNT+{len(segments) + 1}+{reference}", f"UNZ+1+{reference}"]
    return ("'\n".join(wrapped) + "'\n").replace("UNA:+.? '\n", "UNA:+.? '").encode()


# ---- baggage -----------------------------------------------------------------------------------

def bsm(flight, tag, surname, given):
    """A bag that was checked in for the flight."""
    day = f"{flight.departure:%d}" + "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()[
        flight.departure.month - 1]
    return (f"BSM\r\n.V/1L{flight.board}\r\n.F/{flight.name}/{day}/{flight.off}/Y\r\n"
            f".N/{tag}001\r\n.W/K/1/21\r\n.P/1{surname}/{given}\r\nENDBSM\r\n").encode()


# ---- PNRGOV ------------------------------------------------------------------------------------

def _pnr_person(person, flight, ordinal, documents):
    yield f"TIF+{person.surname}:I+{person.given} {person.title}:A:{ordinal}"
    yield f"FTI+{flight.carrier}:{person.reference[:9]}"
    yield f"REF+:{person.reference}"
    if documents:
        yield (f"SSR+DOCS:HK:1:{flight.carrier}:::::/P/{person.state}/{person.number}/"
               f"{person.nationality}/{person.ssr_birth}/{person.sex}/{ssr_date(person.expiry)}/"
               f"{person.surname}/{person.given}")
    yield f"TKT+{person.ticket}:T:1"
    yield "MON+B:100.00:USD+T:121.94:USD"
    yield f"PTK+NR++{dmy(flight.departure)}:1000+{flight.carrier}+250"
    yield f"FOP+CC::121.94:VI:{person.card}:0530"


def _booking(persons, flight, documents, note):
    lead = persons[0]
    made = flight.departure - datetime.timedelta(days=40)
    yield "SRC"
    yield f"RCI+{flight.carrier}:{lead.locator}::{dmy(made)}:1354"
    yield f"DAT+700:{dmy(flight.departure)}:0559"
    yield f"ORG+1A:MUC+32393340:TASHY08AA+TAS+{flight.carrier}:TAS+A+UZ+ELPD+CFDE59+9C"
    yield f"ADD++702:{lead.street}:TASHKENT:::UZ:100000:{lead.phone}"
    for ordinal, person in enumerate(persons, 1):
        yield from _pnr_person(person, flight, ordinal, documents)
    yield (f"TVL+{dmy(flight.departure)}:{flight.departure:%H%M}:{dmy(flight.arrival)}:"
           f"{flight.arrival:%H%M}+{flight.board}+{flight.off}+{flight.carrier}+{flight.number}:Y")
    yield f"RPI+{len(persons)}+HK"
    for ordinal, person in enumerate(persons, 1):
        yield (f"SSR+SEAT:HK:1:{flight.carrier}:::{flight.board}:{flight.off}+"
               f"{person.seat}::{ordinal}:N")
        yield f"SSR+CTCM:HK:1:{flight.carrier}:::::{person.phone}+::{ordinal}"
        yield f"SSR+CTCE:HK:1:{flight.carrier}:::::{person.mail.replace('@', '//')}+::{ordinal}"
        if getattr(person, "extra", None):
            yield (f"SSR+XTRV:HK:1:{flight.carrier}:::::{person.extra[0]}/{person.extra[1]}"
                   f"+::{ordinal}")
    if note:
        yield f"IFT+4:28::{flight.carrier}+{note}"


def pnrgov(world, flight, bookings, kind="22", documents=True, note="", common=None):
    """One interchange of one PNRGOV: `bookings` is a list of lists of persons, the first of a
    booking gives its locator."""
    reference, now = world.next_reference(), flight.departure
    times = (f"TVL+{dmy(flight.departure)}:{flight.departure:%H%M}:{dmy(flight.arrival)}:"
             f"{flight.arrival:%H%M}+{flight.board}+{flight.off}+{flight.carrier}+{flight.number}")
    segments = [f"UNH+{reference}+PNRGOV:13:1:IA+{common or flight.name + reference}",
                f"MSG+:{kind}", f"ORG+{flight.carrier}:TAS", times, f"EQN+{len(bookings)}"]
    for persons in bookings:
        segments += _booking(persons, flight, documents, note)
    wrapped = ["UNA:+.?*", f"UNB+IATA:1+{flight.carrier}+UZBGOV+{ymd(now)}:{now:%H%M}+{reference}"]
    wrapped += segments + [f"UNT+{len(segments) + 1}+{reference}", f"UNZ+1+{reference}"]
    return ("'\n".join(wrapped) + "'\n").replace("UNA:+.?*'\n", "UNA:+.?*'").encode()


# ---- lists -------------------------------------------------------------------------------------

_NATIONS = {"UZB": "Uzbekistan", "TUR": "Türkiye", "DEU": "Germany", "FRA": "France",
            "KAZ": "Kazakhstan", "IND": "India", "KOR": "Republic of Korea",
            "GBR": "United Kingdom", "ITA": "Italy", "POL": "Poland"}


def un_list(persons, generated="2026-11-20T00:00:00.000Z"):
    """In the format of the UN Security Council's consolidated list. Persons with `documents` false
    are listed by name and birth date alone."""
    out = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
           f'<CONSOLIDATED_LIST dateGenerated="{generated}">', "<INDIVIDUALS>"]
    for n, person in enumerate(persons, 1):
        passport = ("<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>"
                    f"<NUMBER>{person.number}</NUMBER>"
                    f"<ISSUING_COUNTRY>{_NATIONS[person.state]}</ISSUING_COUNTRY>"
                    if getattr(person, "documents", True) else "")
        out.append(
            f"<INDIVIDUAL><DATAID>{person.entry}</DATAID>"
            "<VERSIONNUM>1</VERSIONNUM>"
            f"<FIRST_NAME>{escape(person.given)}</FIRST_NAME>"
            f"<SECOND_NAME>{escape(person.surname)}</SECOND_NAME>"
            f"<UN_LIST_TYPE>Invented</UN_LIST_TYPE><REFERENCE_NUMBER>IVi.{n:03d}</REFERENCE_NUMBER>"
            "<LISTED_ON>2020-01-01</LISTED_ON>"
            f"<GENDER>{'Male' if person.sex == 'M' else 'Female'}</GENDER>"
            "<COMMENTS1>Invented for a test.</COMMENTS1>"
            f"<NATIONALITY><VALUE>{_NATIONS[person.nationality]}</VALUE></NATIONALITY>"
            "<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE>"
            "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>"
            "<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>"
            "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE>"
            f"<DATE>{person.birth:%Y-%m-%d}</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
            "<INDIVIDUAL_PLACE_OF_BIRTH><COUNTRY/></INDIVIDUAL_PLACE_OF_BIRTH>"
            f"<INDIVIDUAL_DOCUMENT>{passport}</INDIVIDUAL_DOCUMENT>"
            "<SORT_KEY/><SORT_KEY_LAST_MOD/></INDIVIDUAL>")
    out += ["</INDIVIDUALS>", "<ENTITIES/>", "</CONSOLIDATED_LIST>"]
    return "\n".join(out)


def csv_list(persons, contacts=False):
    """In our own format; with what reaches them."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["id", "surname", "given", "birth", "sex", "nationality", "document_state",
                   "document_number", "severity"] + (["phone", "email", "card"] if contacts else []))
    for person in persons:
        rows.writerow([person.entry, person.surname, person.given,
                       person.birth.isoformat(), person.sex, person.nationality, person.state,
                       person.number, "high"] +
                      (["+" + person.phone, person.mail, person.card] if contacts else []))
    return text.getvalue()
