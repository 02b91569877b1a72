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

/* A document, ticket, card or anything else that is told once of a person. */
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
    bool infant, accompanied, checked_in, has_birth, has_sex, has_nationality, has_residence,
        has_birth_place;
    int64_t pieces, weight; /* of the bags of the leg with the most; -1 */
    const char *unit;
    struct piece bags;
    struct piece told_birth; /* by INFT or CHLD: for who has no document that gives it */
    uint32_t bag_leg;        /* node; what was counted of it so far: */
    int64_t leg_pieces, leg_weight;
    struct paper papers[DECODE_MOST_PAPERS]; /* documents, tickets */
    uint8_t paper_count;
};

struct binding; /* service.c: what becomes of it */

/* A service request, all of it spans of the body or the arena. */
struct service {
    uint32_t begin, end; /* of its segment */
    uint32_t code;
    const struct binding *binding; /* by the code; set when it is kept */
    uint32_t person;               /* whose TIF group it stands in; PERSON_NONE */
    bool shared;                   /* that group has several persons */
    bool cancelled;                /* by its status: it says nothing any more */
    bool refused;                  /* by the carrier: what it tells of a person is still true */
    uint32_t bound; /* whom it is for by reference or place, known when it is bound; PERSON_NONE */
    struct piece name, status, carrier, board, off, text, reference, seat;
    const struct tokens *parts; /* of the text, where the message has them apart; else NULL */
};

/* What was done to the booking, while it is read. */
struct history {
    uint32_t node;                   /* the change under way; IMAGE_NONE */
    bool told;                       /* a SAC has told what it is */
    struct piece text;               /* what was changed, as far as it was read */
    struct piece who[4], date, time; /* of the latest ABI: agent, office, place, carrier; DAT */
    struct history_line {
        uint32_t node;
        struct span number; /* of its envelope */
    } * unsigned_lines;     /* of LTS: who did it is told behind them */
    size_t unsigned_count, unsigned_room;
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
    struct span carrier, number, board;    /* of the flight announced */
    struct piece function;                 /* of the MSG within the booking */
    uint32_t ground;                       /* the service that it told of; IMAGE_NONE */
    bool group_sized;                      /* the size of the booking's group is known */
    struct piece declared;                 /* EQN of level 0 */
    struct {
        bool open, named; /* TRI was seen, its TIF was seen */
        struct piece reference;
        uint32_t person;
    } checkin;
    struct history history;
    struct paper locators[DECODE_MOST_LOCATORS];
    uint32_t locator_count;
    struct person *persons;
    uint64_t *references; /* hashes of theirs, close together because they are searched often */
    uint32_t person_count, person_room;
    struct service *services;
    uint32_t service_count, service_room;
};

/* ---- booking.c ---- */
void pnr_open_booking(struct decoder *decoder); /* closes the one before */
void pnr_close_booking(struct decoder *decoder);
/* What belongs to a booking opens one when SRC is missing. */
void pnr_need_booking(struct decoder *decoder);
/* Whether the locator is the first of its kind in this booking. */
bool pnr_new_locator(struct pnrgov *pnr, struct span carrier, struct span locator);
/* The locator of a booking that was parted from this one, or that this one was parted from. */
void pnr_put_split(struct decoder *decoder, struct span locator, struct piece where);
void pnr_put_remark(struct decoder *decoder, uint32_t owner, struct piece qualifier,
                    struct piece text);
void pnr_put_fare(struct decoder *decoder, struct person *person, struct piece type,
                  struct piece basis);
void pnr_read_rci(struct decoder *decoder);
void pnr_read_org(struct decoder *decoder);
void pnr_read_add(struct decoder *decoder);
void pnr_read_ift(struct decoder *decoder);
void pnr_read_dat(struct decoder *decoder);
void pnr_read_fti(struct decoder *decoder);
void pnr_read_ref(struct decoder *decoder);
void pnr_read_far(struct decoder *decoder);

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

/* ---- history.c ---- */
void pnr_start_history(struct pnrgov *pnr);
void pnr_read_abi(struct decoder *decoder);
void pnr_read_sac(struct decoder *decoder);
void pnr_read_history_element(struct decoder *decoder); /* any other segment below them */
void pnr_close_history(struct decoder *decoder);
void pnr_read_lts(struct decoder *decoder, struct piece text);

/* ---- papers.c ---- */
void pnr_bind_ticket(struct decoder *decoder, const struct service *service);   /* TKNx */
void pnr_bind_loyalty(struct decoder *decoder, const struct service *service);  /* FQTx */
void pnr_bind_identity(struct decoder *decoder, const struct service *service); /* FOID */

/* ---- persons.c ---- */
/* Adds a person whose node is made; PERSON_NONE beyond the limit. */
uint32_t pnr_add_person(struct decoder *decoder, uint32_t node, struct span surname,
                        struct span given);
/* A traveller as the message names them. */
struct traveller_name {
    struct piece surname, given, type, reference, notes;
    bool accompanied; /* by an infant */
};
/* Takes what stands in brackets behind the name apart, and both names where they are in one place. */
void pnr_split_name(struct decoder *decoder, struct traveller_name *name);
/* Makes the traveller, who is then pnr->person; of one who was there, only that. */
void pnr_add_traveller(struct decoder *decoder, const struct traveller_name *name);
bool pnr_is_extra_seat(struct span name); /* paid for a thing */
/* Remembers a document or ticket; false when the person had it already. */
bool pnr_new_paper(struct person *person, struct span number, struct span state);
/* Whether a document, card or ticket of that number is known of the person. */
bool pnr_has_number(const struct person *person, struct span number);
/* What stands in the state's place of papers that are no documents. */
#define PNR_LOYALTY SPAN("loyalty")
void pnr_finish_persons(struct decoder *decoder);
void pnr_read_tif(struct decoder *decoder);
/* The number of persons in a group, digits of `text`; the first one counts. */
void pnr_put_group_size(struct decoder *decoder, struct piece text);
void pnr_read_check_tif(struct decoder *decoder);
void pnr_read_guest(struct decoder *decoder); /* below a hotel: makes nobody */
void pnr_check_in(struct decoder *decoder, uint32_t person);

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
struct bag_tag {
    struct piece number, airline, destination, pool;
};
void pnr_put_bag(struct decoder *decoder, uint32_t owner, const struct bag_tag *bag);
/* `unit` kg, lb or NULL. */
void pnr_count_bags(struct decoder *decoder, struct person *person, struct piece pieces,
                    struct piece weight, const char *unit);

/* ---- ground.c ---- */
void pnr_read_gap(struct decoder *decoder);           /* TVL with ARNK */
void pnr_read_ground(struct decoder *decoder);        /* TVL below MSG */
void pnr_read_ground_status(struct decoder *decoder); /* RPI below that */

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
bool pnr_asks_for_seat(uint32_t code);
/* The request's own port, or that of the leg in which it stands. */
struct piece pnr_leg_port(const struct decoder *decoder, struct piece own, struct span port);
/* The parts of its text (DOCS, DOCA, DOCO). */
struct tokens pnr_service_tokens(const struct decoder *decoder, const struct service *service);
/* Keeps a request until the booking is whole; its status tells whether it holds. */
void pnr_keep_request(struct decoder *decoder, const struct service *service);
/* The age that the text of a request tells, if it does. */
void pnr_put_age(struct decoder *decoder, const struct service *service, uint32_t person);
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
void pnr_note_infant(struct decoder *decoder, uint32_t adult, struct piece surname,
                     struct piece note);
void pnr_link_infants(struct decoder *decoder);

/* ---- document.c ---- */
void pnr_bind_child(struct decoder *decoder, const struct service *service);    /* CHLD */
void pnr_bind_document(struct decoder *decoder, const struct service *service); /* DOCS, PSPT */
/* `person` may be NULL, `document` IMAGE_NONE. */
void pnr_put_birth(struct decoder *decoder, struct person *person, uint32_t document,
                   struct piece birth);

/* ---- visa.c ---- */
void pnr_bind_visa(struct decoder *decoder, const struct service *service);    /* DOCO */
void pnr_bind_address(struct decoder *decoder, const struct service *service); /* DOCA */

#endif
