/* What the files that read PAXLST share: the group and the person under way. */
#ifndef DECODE_PAXLST_H
#define DECODE_PAXLST_H

#include "decode/internal.h"

enum paxlst_group { PAXLST_HEADER, PAXLST_LEG, PAXLST_PERSON };

/* NAD 3035 of persons. */
struct person_kind {
    const char *qualifier, *word;
    bool crew;
};

/* A port of a leg with the dates that follow it. Which of them the leg begins and ends at is known
 * when all have come. */
struct paxlst_port {
    struct piece qualifier, code;
    struct piece departure, arrival; /* DTM+189, DTM+232 */
};
enum { PAXLST_PORTS = 12 };

struct paxlst {
    enum paxlst_group group;
    struct paxlst_port ports[PAXLST_PORTS]; /* [0]: dates that stand before any LOC */
    unsigned port_count;
    uint32_t person, document; /* nodes; IMAGE_NONE: none, or one that is passed over */
    bool document_empty;       /* the latest DOC had nothing in it */
    bool expiry;               /* the document has one */
    const struct person_kind *kind;
    const char *word; /* what the kind has become by EMP, ATT */
    struct piece kind_piece;
    struct span born;   /* as it is written; empty: not told so far */
    bool child, infant; /* by title; infants by birth date and sex, too */
    bool flight, crew_list, mixed, old_form;
    bool progressive;          /* the leg's ports are stops, one leg between any two */
    uint32_t passengers, crew; /* counted */
    struct piece declared_passengers, declared_crew;
    uint64_t print;   /* of the person, to see repetitions */
    uint64_t *prints; /* of the message's persons: open addressing */
    uint32_t print_room, print_count;
};

/* ---- stops.c: ports and times of a leg ---- */
void paxlst_open_leg(struct decoder *decoder);
void paxlst_read_port(struct decoder *decoder);     /* LOC */
void paxlst_read_leg_time(struct decoder *decoder); /* DTM */
void paxlst_close_leg(struct decoder *decoder);

/* ---- passenger.c: who it is ---- */
void paxlst_read_nad(struct decoder *decoder);
void paxlst_read_att(struct decoder *decoder);
void paxlst_read_person_date(struct decoder *decoder, struct piece qualifier,
                             struct piece value); /* DTM */
/* Whether a person is open for the current segment; if not, an issue says so. */
bool paxlst_has_person(struct decoder *decoder);
void paxlst_close_person(struct decoder *decoder);
/* Adds to what tells the person from the others of the message. */
void paxlst_add_print(struct decoder *decoder, struct span text);

/* Begins a person of a list, as NAD does. */
void paxlst_open_person(struct decoder *decoder, bool crew, struct piece surname,
                        struct piece given);

/* ---- oldlist.c: the US form before UN/EDIFACT ---- */
void paxlst_read_cta(struct decoder *decoder);
void paxlst_read_pdt(struct decoder *decoder);
struct piece paxlst_old_port(struct piece code);

/* ---- particulars.c: what is said of the person ---- */
void paxlst_read_mea(struct decoder *decoder);
void paxlst_read_gei(struct decoder *decoder);
void paxlst_read_ftx(struct decoder *decoder);
void paxlst_read_emp(struct decoder *decoder);
void paxlst_read_nat(struct decoder *decoder);
void paxlst_read_person_place(struct decoder *decoder); /* LOC */
void paxlst_read_reference(struct decoder *decoder);    /* RFF */
void paxlst_read_doc(struct decoder *decoder);
void paxlst_open_document(struct decoder *decoder, struct piece type, struct piece number);

#endif
