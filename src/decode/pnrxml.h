/* What the files that read PNRGOV XML share. They fill in what the files that read PNRGOV of EDIFACT
 * do (pnrgov.h): a booking and its persons, service requests that wait until the booking is whole.
 * An issue names the EDIFACT segment that says the same. */
#ifndef DECODE_PNRXML_H
#define DECODE_PNRXML_H

#include "decode/pnrgov.h"
#include "xml/xml.h"

/* What follows is found at `element`: nodes and issues get its place and the name of the segment. */
void pnrxml_enter(struct decoder *decoder, const struct xml_element *element, const char *segment);

/* ---- pnrxml.c: values ---- */
/* The first of the attributes (a list that ends in NULL) that says something; `-` says nothing. */
struct piece pnrxml_get(const struct xml_element *element, const char *const *names);
#define PNRXML_GET(element, ...) pnrxml_get(element, (const char *const[]){__VA_ARGS__, NULL})
/* The text of a child, or its attribute of that name; several of one name joined by blanks. */
struct piece pnrxml_text(struct decoder *decoder, const struct xml_element *element,
                         const char *name);
/* The element itself when there is no such child: attributes are then looked for there. */
const struct xml_element *pnrxml_within(const struct xml_element *element, const char *name);
/* Both as one text. */
struct piece pnrxml_join(struct decoder *decoder, struct piece first, struct piece second);
/* 2026-11-26T10:00:00, also with a blank, without time, with a zone; seconds -1 without a time. */
bool pnrxml_moment(struct span text, struct date *date, int *seconds);
void pnrxml_put_moment(struct decoder *decoder, uint32_t node, enum field field,
                       struct piece piece);
/* The date as SSR texts have it, 26NOV2026; another form as it is. */
struct piece pnrxml_as_named(struct decoder *decoder, struct piece piece);

/* ---- pnrxml_flight.c ---- */
struct pnrxml_leg {
    struct xml_element place; /* its bytes alone */
    struct piece carrier, number, operating, operating_number, board, off, departure, arrival,
        cabin, status, party, equipment;
};
struct pnrxml_leg pnrxml_leg(const struct xml_element *element);
/* Under `parent`: a booking or, as the flight announced, the message. The leg stays open. */
void pnrxml_put_leg(struct decoder *decoder, const struct pnrxml_leg *leg, uint32_t parent);
bool pnrxml_same_leg(const struct pnrxml_leg *a, const struct pnrxml_leg *b);
void pnrxml_read_flight(struct decoder *decoder, const struct xml_element *element);
void pnrxml_read_bag(struct decoder *decoder, const struct xml_element *element, uint32_t person);

/* ---- pnrxml_person.c ---- */
/* The traveller of a Passenger; PERSON_NONE when it is none. */
uint32_t pnrxml_add_person(struct decoder *decoder, const struct xml_element *element);
void pnrxml_read_person(struct decoder *decoder, const struct xml_element *element,
                        uint32_t person);
void pnrxml_read_contact(struct decoder *decoder, const struct xml_element *element,
                         uint32_t owner);
void pnrxml_read_ticket(struct decoder *decoder, const struct xml_element *element,
                        uint32_t person);
void pnrxml_read_payment(struct decoder *decoder, const struct xml_element *element,
                         uint32_t owner);

/* ---- pnrxml_service.c ---- */
/* SSR and DOC_SSR; `person`: in whose Passenger it stands, PERSON_NONE. */
void pnrxml_read_service(struct decoder *decoder, const struct xml_element *element,
                         uint32_t person);

/* ---- pnrxml_booking.c ---- */
void pnrxml_read_booking(struct decoder *decoder, const struct xml_element *element);
/* A part of a booking that stands alone, read into the booking that is open. */
void pnrxml_read_part(struct decoder *decoder, const struct xml_element *element);
/* A text that has no place of its own. */
void pnrxml_read_other(struct decoder *decoder, const struct xml_element *element, uint32_t owner);

#endif
