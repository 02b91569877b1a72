/* A flight from port to port: known ports, and times that a flight can have. */
#include "check/internal.h"
#include "model/ports.h"

enum {
    SLACK = 3 * 60,        /* minutes: zones are wider than longitudes tell */
    LONGEST = 24 * 60,     /* of a flight */
    LATE = 3 * 24 * 60,    /* after departure a list may still be sent */
    EARLY = 366 * 24 * 60, /* before departure */
};

/* Airports have four letters at ICAO, but flights are announced by the three of IATA. */
static void tell_icao(struct check *check, const struct segment *segment, struct piece port,
                      const char *iata)
{
    check_mend(check, check_tell_piece(check, RULE_PORT_ICAO, segment, port, "%s", iata),
               port.begin, port.size, iata);
}

bool check_port(struct check *check, const struct segment *segment, struct piece port)
{
    struct span text = port.text;
    const struct port *known = port_find(text);
    bool form = text.size >= 3 && text.size <= 5;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        form &= (c >= 'A' && c <= 'Z') || (text.size > 3 && c >= '0' && c <= '9');
    }
    if (!form)
        check_tell_piece(check, RULE_PORT_FORM, segment, port, "the three letters of a port");
    else if (!known)
        check_tell_piece(check, RULE_PORT_UNKNOWN, segment, port, "a port that exists");
    else if (text.size == 4 && known->iata[0])
        tell_icao(check, segment, port, known->iata);
    return form && known;
}

/* Minutes from leaving to landing, the local times reckoned to the sun's. */
static int64_t duration(const struct hop *hop, bool *exact)
{
    const struct port *from = port_find(hop->from.text), *to = port_find(hop->to.text);
    *exact = from && to;
    double turned = *exact ? (to->longitude - from->longitude) * 4 : 0; /* 4 minutes a degree */
    return hop->arrival - hop->departure - (int64_t)turned;
}

/* On one local date across the date line a flight is long by these reckonings, in the guide, too. */
static void check_duration(struct check *check, const struct hop *hop)
{
    bool exact, same_date = hop->departure / (24 * 60) == hop->arrival / (24 * 60);
    int64_t minutes = duration(hop, &exact), slack = exact ? SLACK : 14 * 60;
    if (minutes + slack < 0)
        check_tell_piece(check, RULE_ARRIVAL_EARLY, hop->segment, hop->lands,
                         "a time after the departure");
    else if (minutes > LONGEST + slack && !same_date)
        check_tell_piece(check, RULE_FLIGHT_LONG, hop->segment, hop->lands,
                         "a time within a day of the departure");
}

void check_hop(struct check *check, const struct hop *hop, int32_t sent)
{
    if (hop->from.text.size && span_equal(hop->from.text, hop->to.text))
        check_tell_piece(check, RULE_PORT_SAME, hop->segment, hop->to,
                         "another port than the first");
    int64_t known = hop->departure >= 0 ? hop->departure : hop->arrival;
    int64_t now = (int64_t)sent * 24 * 60;
    bool far = known >= 0 && sent != NO_DAY && (known < now - LATE || known > now + EARLY);
    if (far)
        check_tell_piece(check, RULE_FLIGHT_FAR, hop->segment,
                         hop->departure >= 0 ? hop->leaves : hop->lands,
                         "a day near that of UNB's preparation");
    else if (hop->departure >= 0 && hop->arrival >= 0)
        check_duration(check, hop);
}
