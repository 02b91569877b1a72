"""The load of bench/ingest: what carriers send of a flight, push by push.

Whoever gives messages in another way replaces this file: bench/ingest.py asks only for PASSES,
flights() and body()."""
import screens_load as screens

A_DAY = 63_000                    # persons; 23 million a year
COMING = 3                        # bookings are announced three days ahead

# (name, what the message is, how often each flight sends it). A flight's bookings are pushed five
# times and change little; who checked in is told once and once more.
PASSES = (("new, by booking", "pnr", 1), ("known, now by API", "api", 1),
          ("unchanged bookings", "pnr", 4), ("unchanged API", "api", 1))


class Reference:
    """What messages.World is asked for here. Nothing else in a message looks like it."""

    def __init__(self, number):
        self.text = f"X{number:07d}"

    def next_reference(self):
        return self.text


class Flight:
    def __init__(self, number, first, size, day, of_day):
        self.number, self.first, self.size = number, first, size
        self.flight = screens.flight_on(day, of_day)
        self.made = {}

    def people(self):
        return [screens.person(self.first + i) for i in range(self.size)]


def flights(all_persons):
    """All flights in order of departure, the last on the last coming day."""
    sizes, first = [], 0
    while first < all_persons:
        sizes.append((first, screens.flight_size(len(sizes))))
        first += sizes[-1][1]
    days, out, of_day = -(-first // A_DAY), [], {}
    for number, (begin, size) in enumerate(sizes):
        day = begin // A_DAY - days + 1 + COMING
        of_day[day] = of_day.get(day, -1) + 1
        out.append(Flight(number, begin, size, day, of_day[day]))
    return out


def body(flight, what, push):
    """The push-th message of that sort: the same persons with references of its own. Made once and
    written anew for each push."""
    if what not in flight.made:
        reference = Reference(flight.number * 16 + 8 * (what == "api"))
        flight.made[what] = reference.text, screens.body(reference, flight.flight, flight.people(),
                                                         what == "api")
    known, text = flight.made[what]
    other = Reference(flight.number * 16 + 8 * (what == "api") + push).text
    return text.replace(known.encode(), other.encode())
