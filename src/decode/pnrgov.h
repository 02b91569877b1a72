/* What the files that read PNRGOV share: the booking under way and its persons.
 *
 * Service requests wait until the booking is complete, because any of them may stand before the TIF
 * of the person it is for: an infant's document stands under the adult. */
#ifndef DECODE_PNRGOV_H
#define DECODE_PNRGOV_H

#include "decode/internal.h"

#define PERSON_NONE UINT32_MAX
#define PNR_CODE(a, b, c, d)                                                                       \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* The group that the latest trigger has opened (PNRGOV implementation guide, GR1 to GR12). */
enum pnr_group {
    PNR_MESSAGE,   /* before the first SRC */
    PNR_BOOKING,   /* SRC */
    PNR_NAME,      /* TIF */
    PNR_TICKET,    /* TKT */
    PNR_PAYMENT,   /* FOP */
    PNR_LEG,       /* TVL */
    PNR_CHECKIN,   /* DAT, TRI below TVL */
    PNR_SPLIT,     /* EQN */
    PNR_AUXILIARY, /* MSG: hotel, car */
    PNR_HISTORY    /* ABI, SAC */
};

struct paper {
    uint64_t number, state; /* hashes */
};

struct person {
    uint32_t node, begin;
    struct span reference;
    struct name_key name;
    const char *kind;
    struct piece kind_piece;
    enum age age;
    uint32_t adult;   /* of an infant; PERSON_NONE */
    uint32_t infants; /* that the adult has got */
    bool infant, accompanied, checked_in, has_birth, has_sex, has_nationality;
    int64_t pieces, weight; /* of the bags of the leg with the most; -1 */
    const char *unit;
    struct piece bags;
    struct piece told_birth; /* by INFT or CHLD: for who has no document that gives it */
    uint32_t bag_leg; /* node; what was counted of it so far: */
    int64_t leg_pieces, leg_weight;
    struct paper papers[DECODE_MOST_PAPERS]; /* documents, tickets */
    uint8_t paper_count;
};

/* A service request, all of it spans of the body or the arena. */
struct service {
    uint32_t begin, end; /* of its segment */
    uint32_t code;
    uint32_t person; /* whose TIF group it stands in; PERSON_NONE */
    bool shared;     /* that group has several persons */
    uint32_t bound;  /* whom it is for by reference or place, known when it is bound; PERSON_NONE */
    struct piece name, status, carrier, board, off, text, reference, seat;
};

struct pnrgov {
    enum pnr_group group;
    uint32_t booking, bookings, travellers; /* node; counts of the message */
    uint32_t person;                        /* of the TIF group; PERSON_NONE */
    bool shared;                            /* the TIF names several, `person` is the last */
    uint32_t late;                          /* whom the latest TIF below a leg names; PERSON_NONE */
    uint32_t ticket, payment, agency;       /* nodes, IMAGE_NONE */
    bool implied;                           /* the booking has no SRC */
    bool flown;                             /* it has a leg */
    bool changed, acted;                    /* its history has an ABI, a SAC */
    bool group_noted;                       /* a reference went before a group */
    bool reference_twice;                   /* two of its persons have one reference */
    bool nameless;                          /* it is the turn of documents that name nobody */
    uint32_t nameless_count;                /* of these */
    bool flight;                            /* level 0 has one */
    bool ticket_dated;
    struct piece ticket_date, ticket_time; /* of PTK, used when no DAT comes */
    struct span carrier, number;           /* of the flight announced */
    struct piece declared;                 /* EQN of level 0 */
    struct {
        bool open, named; /* TRI was seen, its TIF was seen */
        struct piece reference;
        uint32_t person;
    } checkin;
    struct paper locators[DECODE_MOST_LOCATORS];
    uint32_t locator_count;
    struct person *persons;
    uint64_t *references; /* hashes of theirs, close together because they are searched often */
    uint32_t person_count, person_room;
    struct service *services;
    uint32_t service_count, service_room;
};

/* ---- matching.c ---- */
struct wanted_person {
    struct name_key name;
    enum age age;    /* AGE_UNKNOWN: any will do */
    uint32_t but;    /* who is not meant; PERSON_NONE */
    bool at_checkin; /* who was not yet seen there goes first; else who has no birth date yet */
};
void pnr_set_reference(struct pnrgov *pnr, uint32_t person, struct span reference);
/* PERSON_NONE also when two have it. */
uint32_t pnr_find_reference(const struct pnrgov *pnr, struct span reference);
bool pnr_is_exact(const struct name_key *a, const struct name_key *b);
bool pnr_fits_age(enum age person, enum age wanted); /* a child where one is wanted, else none */
/* The very name; the same or a cut one; one that may be meant. PERSON_NONE: nobody, or not one. */
uint32_t pnr_find_exact(const struct pnrgov *pnr, const struct wanted_person *wanted);
uint32_t pnr_find_name(const struct pnrgov *pnr, const struct wanted_person *wanted);
uint32_t pnr_find_related(const struct pnrgov *pnr, const struct wanted_person *wanted);
uint32_t pnr_only_person(const struct pnrgov *pnr);
/* Whom TKT, FOP, FAR and texts of the present group speak of; PERSON_NONE: the booking. */
uint32_t pnr_group_person(const struct pnrgov *pnr);

/* ---- persons.c ---- */
/* Adds a person whose node is made; PERSON_NONE beyond the limit. */
uint32_t pnr_add_person(struct decoder *decoder, uint32_t node, struct span surname,
                        struct span given);
/* Remembers a document or ticket; false when the person had it already. */
bool pnr_new_paper(struct person *person, struct span number, struct span state);
void pnr_finish_persons(struct decoder *decoder);
void pnr_read_tif(struct decoder *decoder);
void pnr_read_check_tif(struct decoder *decoder);

/* ---- itinerary.c ---- */
void pnr_read_tvl(struct decoder *decoder);
/* Whether the segment is a TVL between two airports with a number, not a hotel's. */
bool pnr_is_air_leg(const struct decoder *decoder);
void pnr_read_tra(struct decoder *decoder);
void pnr_read_rpi(struct decoder *decoder);
void pnr_read_apd(struct decoder *decoder);
void pnr_read_tri(struct decoder *decoder);
void pnr_read_ssd(struct decoder *decoder);
void pnr_read_tbd(struct decoder *decoder);

/* ---- ticket.c ---- */
void pnr_read_tkt(struct decoder *decoder);
void pnr_read_mon(struct decoder *decoder);
void pnr_read_ptk(struct decoder *decoder);
void pnr_read_fop(struct decoder *decoder);
void pnr_read_ticket_dat(struct decoder *decoder);
void pnr_close_ticket(struct decoder *decoder);

/* ---- service.c ---- */
void pnr_read_ssr(struct decoder *decoder);
/* Ties what waits to the persons of the booking. */
void pnr_bind_services(struct decoder *decoder);
/* Keeps a request until the booking is whole. */
void pnr_keep_request(struct decoder *decoder, const struct service *service);
/* The parent of what a request makes. */
uint32_t pnr_owner(const struct pnrgov *pnr, uint32_t person);
/* A node with the bytes of the request's segment. */
uint32_t pnr_service_node(struct decoder *decoder, enum node_type type, uint32_t parent,
                          const struct service *service);
void pnr_keep_service(struct decoder *decoder, const struct service *service, uint32_t person);

/* ---- infants.c ---- */
void pnr_become_infant(struct person *person);
/* Puts what INFT and CHLD told of birth dates. */
void pnr_put_told_births(struct decoder *decoder);
/* The infant of that name, found or made; `asked`: whom the request is for, adult or infant. */
uint32_t pnr_infant_named(struct decoder *decoder, const struct service *service,
                          const struct person_name *name, uint32_t asked);
/* A traveller whom only a service request names; PERSON_NONE beyond the limit. */
uint32_t pnr_add_named(struct decoder *decoder, const struct service *service,
                       const struct person_name *name, enum node_flag flag);
/* The only infant of an adult (PERSON_NONE: of the booking); PERSON_NONE. */
uint32_t pnr_infant_of(const struct pnrgov *pnr, uint32_t adult);
void pnr_bind_infant(struct decoder *decoder, const struct service *service); /* INFT */
/* "/BABY/20SEP23" or "SMITH/BABY/20SEP23" behind the adult's name. */
void pnr_note_infant(struct decoder *decoder, uint32_t adult, struct piece note);
void pnr_link_infants(struct decoder *decoder);

/* ---- document.c ---- */
void pnr_bind_child(struct decoder *decoder, const struct service *service);    /* CHLD */
void pnr_bind_document(struct decoder *decoder, const struct service *service); /* DOCS */
/* `person` may be NULL, `document` IMAGE_NONE. */
void pnr_put_birth(struct decoder *decoder, struct person *person, uint32_t document,
                   struct piece birth);

/* ---- visa.c ---- */
void pnr_bind_visa(struct decoder *decoder, const struct service *service);    /* DOCO */
void pnr_bind_address(struct decoder *decoder, const struct service *service); /* DOCA */

#endif
