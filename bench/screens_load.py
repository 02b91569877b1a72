"""The load of bench/run-screens: invented persons by their number, flights by theirs, and processes
that send messages about them to the intake. A number always gives the same person."""
import datetime
import time

import harness
import messages

# The flights of the fill, around today: bookings are announced three days ahead, and 23 million
# passengers a year are 63,000 a day.
PAST_DAYS, COMING_DAYS = 12, 3
PROBE_DAY = COMING_DAYS + 3       # nobody else flies then: what happens on it is the probe's
LIVE_DAY = COMING_DAYS + 1
STEADY_PERSONS = 1000             # a second, probes included
_ONSETS, _VOWELS, _ENDS = messages._ONSETS, messages._VOWELS, messages._ENDS
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ABROAD = list(messages._CITIES)


class Dice:
    """Small numbers from one large: splitmix64 of the seed."""

    def __init__(self, seed):
        z = (seed * 0x9E3779B97F4A7C15 + 0x1234567) & (2**64 - 1)
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        self.left = z ^ (z >> 31) | (z * z) << 64

    def below(self, count):
        self.left, one = divmod(self.left, count)
        return one

    def one_of(self, words):
        return words[self.below(len(words))]

    def name(self, syllables):
        text = "".join(self.one_of(_ONSETS) + self.one_of(_VOWELS) for _ in range(syllables))
        return text + self.one_of(_ENDS)


def letters(number, count):
    out = ""
    for _ in range(count):
        number, one = divmod(number, len(_LETTERS))
        out += _LETTERS[one]
    return out


_BORN = datetime.date(1950, 1, 1).toordinal()
_EXPIRY = messages.TODAY.toordinal() + 400


def person(number):
    dice = Dice(number)
    surname, given = dice.name(3), dice.name(2)
    state = dice.one_of(messages._STATES)
    return messages.Person(
        surname=surname, given=given, sex="MF"[number & 1],
        birth=datetime.date.fromordinal(_BORN + dice.below(18000)), nationality=state, state=state,
        number=letters(number // 10**7, 2) + f"{number % 10**7:07d}",
        expiry=datetime.date.fromordinal(_EXPIRY + dice.below(2500)),
        locator=letters(number * 7919 % 24**6, 6), phone=f"998{number:09d}",
        mail=f"{given}.{surname}{number}@EXAMPLE.ORG", card=f"4{number:015d}",
        ticket=f"250{number:010d}", entry=f"{number:08d}", reference=f"{number:012d}",
        seat=f"{1 + number // 6 % 40}{'ABCDEF'[number % 6]}", street=f"{number % 99} {surname} STREET",
        bags=number % 3, tag=f"0250{number % 10**6:06d}")


def flight_on(day, number):
    """The number-th flight of the day that is so many days from now; every second leaves home."""
    abroad = _ABROAD[number % len(_ABROAD)]
    board, off = ("TAS", abroad) if number & 1 else (abroad, "TAS")
    at = datetime.datetime.combine(messages.TODAY, datetime.time(0, 0))
    at += datetime.timedelta(days=day, minutes=number * 47 % 1200)
    carrier = messages._CARRIERS[number % len(messages._CARRIERS)]
    return messages.Flight(carrier, str(100 + number), board, off, at, messages._CITIES[abroad])


def flight_size(number):
    return 120 + number * 37 % 61


def body(world, flight, people, number):
    """PAXLST or PNRGOV by turns; bookings of one to four."""
    if number & 1:
        return messages.paxlst(world, flight, people)
    bookings, at = [], 0
    while at < len(people):
        count = 1 + (at + number) % 4
        bookings.append(people[at:at + count])
        at += count
    return messages.pnrgov(world, flight, bookings)


class World:
    """What messages.World is asked for here: references that occur once."""

    def __init__(self, begin):
        self.references = begin

    def next_reference(self):
        self.references += 1
        return f"{self.references:08d}"


# ---- the fill ----

def fill_flights(persons):
    """[(number, first person, persons, day, number of the day)] of the whole fill, day by day, as
    a month would pass."""
    sizes, first = [], 0
    while first < persons:
        sizes.append((first, min(flight_size(len(sizes)), persons - first)))
        first += sizes[-1][1]
    a_day = -(-len(sizes) // (PAST_DAYS + COMING_DAYS + 1))
    return [(n, *one, n // a_day - PAST_DAYS, n % a_day) for n, one in enumerate(sizes)]


BOTH = 5  # every so many flights are told by API and by PNR


def fill_messages(flights):
    """Bodies with the count of persons that they speak of."""
    for number, first, size, day, number_of_day in flights:
        world = World(number * 2)
        flight = flight_on(day, number_of_day)
        people = [person(first + i) for i in range(size)]
        yield size, body(world, flight, people, number)
        if number % BOTH == 0:
            yield size, body(world, flight, people, number + 1)


def patient_send(client, message):
    """As a carrier does: told to come later, or not answered, it sends again."""
    while True:
        try:
            status, answer = client.post(message)
        except (harness.Unanswered, ConnectionError):
            status, answer = 0, None
        if status == 201:
            return answer
        if status not in (0, 429, 503):
            raise AssertionError(f"refused with {status}: {answer}")
        time.sleep(0.2)


def fill(system, credential, flights, told):
    """One connection's part; tells how many persons it spoke of."""
    client = system.client(credential, timeout=120)
    spoken = sent = 0
    for size, message in fill_messages(flights):
        patient_send(client, message)
        spoken, sent = spoken + size, sent + 1
    client.close()
    told.put((spoken, sent))


# ---- the steady sender ----

def steady(system, credential, first, persons_second, stop, told):
    """So many persons a second, on new flights, until `stop` is set; tells (persons, seconds)."""
    client = system.client(credential, timeout=120)
    world, begun, spoken, number = World(50_000_000), time.monotonic(), 0, 0
    while not stop.is_set():
        size = flight_size(number)
        people = [person(first + spoken + i) for i in range(size)]
        flight = flight_on(LIVE_DAY + number // 2000, number % 2000)
        message = body(world, flight, people, number)
        stop.wait(max(0, begun + spoken / persons_second - time.monotonic()))
        patient_send(client, message)
        spoken, number = spoken + size, number + 1
    told.put((spoken, time.monotonic() - begun))
    client.close()


# ---- probes: messages with one listed person ----

PROBE_SIZE = 150


def probe_person(first, number):
    """The listed one of the number-th probe."""
    return person(first + number * PROBE_SIZE)


def probe_body(world, first, number):
    people = [person(first + number * PROBE_SIZE + i) for i in range(PROBE_SIZE)]
    return body(world, flight_on(PROBE_DAY, number), people, number)
