/* What the files that read PNRGOV share: the booking under way and its persons.
 *
 * Service requests wait until the booking is complete, because any of them may stand before the TIF
 * of the person it is for: an infant's document stands under the adult. */
#ifndef DECODE_PNRGOV_H
#define DECODE_PNRGOV_H

#include "decode/internal.h"

#define PERSON_NONE UINT32_MAX

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
    bool infant, accompanied, has_birth, has_sex, has_nationality;
    int64_t pieces, weight; /* of bags; -1 */
    const char *unit;
    struct piece bags;
    struct paper papers[DECODE_MOST_PAPERS]; /* documents, tickets */
    uint8_t paper_count;
};

/* A service request, all of it spans of the body or the arena. */
struct service {
    uint32_t begin, end; /* of its segment */
    uint32_t code;
    uint32_t person; /* whose TIF group it stands in; PERSON_NONE */
    bool shared;     /* that group has several persons: a reference tells better */
    struct piece name, status, carrier, board, off, text, reference, seat;
};

struct pnrgov {
    enum pnr_group group;
    uint32_t booking, bookings, travellers; /* node; counts of the message */
    uint32_t person;                        /* of the TIF group; PERSON_NONE */
    bool shared;                            /* the TIF names several, `person` is the last */
    uint32_t ticket, payment, agency;       /* nodes, IMAGE_NONE */
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

/* ---- persons.c ---- */
/* Adds a person whose node is made; PERSON_NONE beyond the limit. */
uint32_t pnr_add_person(struct decoder *decoder, uint32_t node, struct span surname,
                        struct span given);
void pnr_set_reference(struct pnrgov *pnr, uint32_t person, struct span reference);
uint32_t pnr_find_reference(const struct pnrgov *pnr, struct span reference);
/* The first person of that name for whom `infant` holds; PERSON_NONE. `but` is passed over. */
uint32_t pnr_find_name(const struct pnrgov *pnr, const struct name_key *name, uint32_t but);
/* Remembers a document or ticket; false when the person had it already. */
bool pnr_new_paper(struct person *person, struct span number, struct span state);
void pnr_link_infants(struct decoder *decoder);
void pnr_finish_persons(struct decoder *decoder);
void pnr_read_tif(struct decoder *decoder);
void pnr_read_check_tif(struct decoder *decoder);

/* ---- itinerary.c ---- */
void pnr_read_tvl(struct decoder *decoder);
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
/* The person whom a request is for by its reference or place; PERSON_NONE. */
uint32_t pnr_service_person(const struct pnrgov *pnr, const struct service *service);
/* The parent of what a request makes. */
uint32_t pnr_owner(const struct pnrgov *pnr, uint32_t person);
/* A node with the bytes of the request's segment. */
uint32_t pnr_service_node(struct decoder *decoder, enum node_type type, uint32_t parent,
                          const struct service *service);
void pnr_keep_service(struct decoder *decoder, const struct service *service, uint32_t person);

/* ---- document.c ---- */
/* The infant that stands behind the adult's name: /GIVEN/DDMMMYY or SURNAME/GIVEN/DDMMMYY. */
void pnr_add_noted_infant(struct decoder *decoder, uint32_t adult, struct piece text);
void pnr_bind_infant(struct decoder *decoder, const struct service *service);   /* INFT */
void pnr_bind_child(struct decoder *decoder, const struct service *service);    /* CHLD */
void pnr_bind_document(struct decoder *decoder, const struct service *service); /* DOCS */

/* ---- visa.c ---- */
void pnr_bind_visa(struct decoder *decoder, const struct service *service);    /* DOCO */
void pnr_bind_address(struct decoder *decoder, const struct service *service); /* DOCA */

#endif
