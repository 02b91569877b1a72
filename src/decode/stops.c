/* The ports and times of a PAXLST's leg: LOC 125, 87, 92, 130, each with the DTM behind it. */
#include "decode/paxlst.h"

void paxlst_open_leg(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    paxlst_close_leg(decoder);
    decode_leg_open(decoder, decoder->message);
    paxlst->ports[0] = (struct paxlst_port){0};
    paxlst->port_count = 1;
    paxlst->progressive = false;
}

/* The old US form: 5 where the flight begins, PT where it stops, 8 where it ends. */
static bool is_stop(struct span qualifier)
{
    qualifier = decode_without_zeros(qualifier);
    return span_is(qualifier, "5") || span_is(qualifier, "PT") || span_is(qualifier, "8");
}

void paxlst_read_port(struct decoder *decoder)
{
    static const char *const known[] = {"125", "87", "92", "130"};
    struct paxlst *paxlst = decoder->paxlst;
    struct piece qualifier = decode_at(decoder, 1, 0), code = decode_at(decoder, 2, 0);
    bool found = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        found |= span_is(qualifier.text, known[i]);
    if (is_stop(qualifier.text) && (paxlst->progressive || paxlst->port_count == 1)) {
        paxlst->progressive = found = true;
        code = paxlst_old_port(code);
    }
    if (!found)
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
    else if (paxlst->port_count == PAXLST_PORTS)
        decode_issue_segment(decoder, ISSUE_SEGMENT_MISPLACED, "The leg has too many ports.");
    else
        paxlst->ports[paxlst->port_count++] =
            (struct paxlst_port){.qualifier = qualifier, .code = code};
}

/* DTM 2005: what is scheduled goes before what is estimated or was. */
static const struct stamp {
    const char *qualifier;
    bool arrival, scheduled;
} stamps[] = {{"189", false, true},  {"232", true, true},   {"133", false, false},
              {"136", false, false}, {"186", false, false}, {"132", true, false},
              {"178", true, false}};

static const struct stamp *find_stamp(struct span qualifier)
{
    for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++)
        if (span_is(qualifier, stamps[i].qualifier))
            return &stamps[i];
    return NULL;
}

/* DTM+189:202611201000:201, in the old form DTM+136+020131+2200+zone. */
static struct piece stamp_value(struct decoder *decoder)
{
    struct piece value = decode_at(decoder, 1, 1), day = decode_at(decoder, 2, 0),
                 time = decode_at(decoder, 3, 0);
    if (value.text.size)
        return value;
    value = decode_across(day, time);
    value.text = decode_concat(decoder, day.text, "", time.text);
    return value;
}

void paxlst_read_leg_time(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    struct paxlst_port *port = &paxlst->ports[paxlst->port_count - 1];
    struct piece qualifier = decode_at(decoder, 1, 0);
    const struct stamp *stamp = find_stamp(qualifier.text);
    if (!stamp) {
        decode_issue(decoder, ISSUE_QUALIFIER_UNKNOWN, qualifier, NULL);
        return;
    }
    struct piece *own = stamp->arrival ? &port->arrival : &port->departure;
    if (stamp->scheduled || own->text.size == 0)
        *own = stamp_value(decoder);
}

static struct paxlst_port *find_port(struct paxlst *paxlst, const char *qualifier, bool last,
                                     const struct paxlst_port *but)
{
    struct paxlst_port *found = NULL;
    for (unsigned i = 1; i < paxlst->port_count; i++) {
        struct paxlst_port *port = &paxlst->ports[i];
        if (port != but && span_is(port->qualifier.text, qualifier) && (last || !found))
            found = port;
    }
    return found;
}

/* 125 is where the border leg begins and 87 where it ends; 92, at both ends of other legs and
 * between, and 130 fill what is free. */
static void choose(struct paxlst *paxlst, struct paxlst_port *chosen[2])
{
    chosen[0] = find_port(paxlst, "125", false, NULL);
    chosen[1] = find_port(paxlst, "87", false, NULL);
    if (!chosen[0])
        chosen[0] = find_port(paxlst, "92", false, NULL);
    if (!chosen[1])
        chosen[1] = find_port(paxlst, "92", true, chosen[0]);
    if (!chosen[1])
        chosen[1] = find_port(paxlst, "130", true, NULL);
}

/* The time of its port; else one before all ports, or behind the leg's other one: some write both
 * there. */
static struct piece time_of(const struct paxlst *paxlst, struct paxlst_port *const chosen[2],
                            bool arrival)
{
    const struct paxlst_port *places[] = {chosen[arrival], &paxlst->ports[0], chosen[!arrival]};
    struct piece time = {0};
    for (int i = 0; i < 3 && time.text.size == 0; i++)
        if (places[i])
            time = arrival ? places[i]->arrival : places[i]->departure;
    return time;
}

/* Another leg of the flight that `first` began, out of the same TDT. */
static void open_next(struct decoder *decoder, const struct leg *first)
{
    struct piece where = first->where;
    decode_leg_open(decoder, decoder->message);
    struct image_node *node = image_builder_node(decoder->image, decoder->leg.node);
    node->begin = where.begin;
    node->end = where.begin + where.size;
    decoder->leg.where = where;
    memcpy(decoder->leg.segment, first->segment, sizeof first->segment);
    decode_leg_carrier(decoder, (struct piece){first->carrier, where.begin, 0},
                       (struct piece){first->number, where.begin, 0});
}

/* A leg from each stop to the next, all under one number. */
static void put_stops(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    const struct leg first = decoder->leg;
    for (unsigned i = 1; i == 1 || i + 1 < paxlst->port_count; i++) {
        const struct paxlst_port *from = &paxlst->ports[i], *to = &paxlst->ports[i + 1];
        if (i > 1)
            open_next(decoder, &first);
        bool ends = i + 1 < paxlst->port_count; /* not, where one stop stands alone */
        decode_leg_port(decoder, false, from->code);
        if (ends)
            decode_leg_port(decoder, true, to->code);
        decode_leg_moment(decoder, false, from->departure);
        if (ends)
            decode_leg_moment(decoder, true, to->arrival);
    }
    paxlst->port_count = 0;
    decode_leg_close(decoder);
}

void paxlst_close_leg(struct decoder *decoder)
{
    struct paxlst *paxlst = decoder->paxlst;
    struct paxlst_port *chosen[2];
    if (paxlst->progressive && paxlst->port_count) {
        put_stops(decoder);
        return;
    }
    if (paxlst->port_count == 0)
        return;
    choose(paxlst, chosen);
    for (int off = 0; off < 2; off++) {
        if (chosen[off] && chosen[off]->code.text.size) {
            decoder->leg.qualifiers[off] = chosen[off]->qualifier;
            decode_leg_port(decoder, off, chosen[off]->code);
        }
        decode_leg_moment(decoder, off, time_of(paxlst, chosen, off));
    }
    for (unsigned i = 1; i < paxlst->port_count; i++)
        if (&paxlst->ports[i] != chosen[0] && &paxlst->ports[i] != chosen[1] &&
            !span_is(paxlst->ports[i].qualifier.text, "130"))
            decode_issue_at(decoder, ISSUE_SEGMENT_MISPLACED, "LOC", paxlst->ports[i].code,
                            "The leg has its ports already.");
    paxlst->port_count = 0;
    decode_leg_close(decoder);
}
