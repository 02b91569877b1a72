/* Shared by the files of encode/ alone. */
#ifndef ENCODE_INTERNAL_H
#define ENCODE_INTERNAL_H

#include "base/clock.h"
#include "edifact/writer.h"
#include "encode/encode.h"

enum { DAY_NONE = INT32_MIN };

struct encoder {
    const struct image *image;
    const struct encode_options *options;
    struct edifact_writer writer;
    uint32_t interchange;
    int32_t sent_day;   /* of the UNB, or DAY_NONE */
    int32_t flight_day; /* against which births and expiries are read, or DAY_NONE */
    uint32_t from, to;  /* which persons or bookings of a message are written, by place */
};

/* ---- values ---- */
static inline struct span encode_text(const struct encoder *encoder, uint32_t node,
                                      enum field field)
{
    return image_text(encoder->image, node, field);
}

static inline bool encode_has(const struct encoder *encoder, uint32_t node, enum field field)
{
    return image_find(encoder->image, node, field) != NULL;
}

/* Where a field of a node stands in the segment under way. */
struct slot {
    unsigned position, component;
    enum field field;
};
/* Puts those that the node has; slots ascend. */
void encode_slots(struct encoder *encoder, uint32_t node, const struct slot *slots, size_t count);
#define ENCODE_SLOTS(encoder, node, slots)                                                         \
    encode_slots(encoder, node, slots, sizeof(slots) / sizeof *(slots))
/* A segment in which nothing else stands. */
void encode_segment(struct encoder *encoder, const char *tag, uint32_t node,
                    const struct slot *slots, size_t count);
#define ENCODE_SEGMENT(encoder, tag, node, slots)                                                  \
    encode_segment(encoder, tag, node, slots, sizeof(slots) / sizeof *(slots))

/* Walks the children of `node` of one type. */
#define ENCODE_EACH_CHILD(encoder, child, node, type)                                              \
    for (uint32_t child = image_child((encoder)->image, node, type); child != IMAGE_NONE;          \
         child = image_sibling((encoder)->image, child, type))

/* Two texts with a blank between them, as one component. */
void encode_put_both(struct encoder *encoder, unsigned position, unsigned component, struct span a,
                     struct span b);

/* ---- dates.c ---- */
enum date_form { DATE_YMD, DATE_DMY, DATE_NAMED /* 05JUL80 */ };
struct moment {
    struct date date; /* year 0: none */
    char clock[6];    /* HHMM or HHMMSS */
    unsigned clock_size;
};
struct moment encode_moment(struct span text);
/* A date as text; `brief` with two digits of the year. */
struct date_text {
    char at[12];
    unsigned size;
};
struct date_text encode_date(struct date date, enum date_form form, bool brief);
static inline struct span encode_date_span(const struct date_text *text)
{
    return (struct span){text->at, text->size};
}
/* Whether two digits of a year near that of the UNB are enough. */
bool encode_is_near_year(const struct encoder *encoder, struct date date);
/* Whether they are for a date of travel in TVL. */
bool encode_is_near_day(const struct encoder *encoder, struct date date);
/* operations.md rule 20: whether two digits are read as this birth and as nothing else. */
bool encode_is_brief_birth(const struct encoder *encoder, struct date birth, bool child);
bool encode_is_brief_expiry(const struct encoder *encoder, struct date expiry);
bool encode_is_brief_past(const struct encoder *encoder, struct date date);
/* Whether somebody born then is under two years old on the day of the flight. */
bool encode_is_infant(const struct encoder *encoder, struct span birth);
/* Date and time as two components ddmmyy, hhmm (DAT, RCI, PTK). */
void encode_put_moment(struct encoder *encoder, unsigned position, unsigned component,
                       struct span text);

/* ---- the kinds of messages ---- */
void encode_paxlst(struct encoder *encoder, uint32_t message);
void encode_pnrgov(struct encoder *encoder, uint32_t message);

/* ---- pnrgov.c ---- */
void encode_addresses(struct encoder *encoder, uint32_t owner);
void encode_contacts(struct encoder *encoder, uint32_t owner); /* those in ADD */
void encode_remarks(struct encoder *encoder, uint32_t owner);
void encode_loyalties(struct encoder *encoder, uint32_t owner);

/* ---- ticket.c ---- */
void encode_payments(struct encoder *encoder, uint32_t owner);
void encode_tickets(struct encoder *encoder, uint32_t owner);
bool encode_is_request(const struct encoder *encoder, uint32_t ticket); /* one that TKNE tells */

/* ---- passenger.c ---- */
void encode_passenger(struct encoder *encoder, uint32_t booking, uint32_t traveller);
/* The elements of a TIF, which stands at check-in, too. */
void encode_tif(struct encoder *encoder, uint32_t booking, uint32_t traveller);

/* ---- service.c: SSR ---- */
void encode_booking_services(struct encoder *encoder, uint32_t booking);
void encode_person_services(struct encoder *encoder, uint32_t booking, uint32_t traveller);
/* Whether the reader finds the contact in the OSI text behind it. */
bool encode_is_in_remark(const struct encoder *encoder, uint32_t contact);
/* Whether a contact is written as SSR CTCx; else it is as ADD. */
bool encode_is_ctc(const struct encoder *encoder, uint32_t contact);
/* Whether an address is written as SSR DOCA. */
bool encode_is_doca(const struct encoder *encoder, uint32_t address);

/* ---- itinerary.c ---- */
void encode_leg(struct encoder *encoder, uint32_t leg); /* TVL, TRA, RPI, APD */
void encode_itinerary(struct encoder *encoder, uint32_t booking);

/* ---- ground.c ---- */
/* Whether a service is written as a TVL, with its times; else it is as SSR. */
bool encode_is_ground(const struct encoder *encoder, uint32_t service);
void encode_ground(struct encoder *encoder, uint32_t booking);

/* ---- history.c: ABI with SAC, LTS ---- */
void encode_history(struct encoder *encoder, uint32_t booking);

#endif
