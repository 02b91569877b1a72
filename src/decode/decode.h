/* A carrier's body read into the flat image (model/image.h): PAXLST, PNRGOV and CUSRES, whatever UNA
 * says, however it is wrapped, several interchanges, messages and bookings in one body; PNRGOV in
 * XML; baggage messages; and, of a source with a profile, tables (CSV, fixed widths, JSON, XLSX).
 *
 * Reading never fails: what is not understood becomes an issue with its place, what is wrong with a
 * body as a whole becomes the outcome of its messages. Nothing is read but the body and the tables
 * built into the program, nothing is kept between calls, nothing reads the clock: the same body,
 * options and version give the same image. Functions may run in several threads with an arena each.
 *
 * The tree:
 *   INTERCHANGE > MESSAGE > LEG                 the flight announced (TDT; TVL of level 0)
 *     PAXLST              > CONTACT             of the sender
 *                         > TRAVELLER > DOCUMENT, ADDRESS, CONTACT, SEAT, TICKET, BAG, REMARK
 *     PNRGOV              > BOOKING > LOCATOR, AGENCY, LEG (itinerary), CONTACT, ADDRESS, REMARK,
 *                                     HISTORY, SERVICE and what could not be tied to a traveller
 *                                   > TRAVELLER > DOCUMENT, SEAT, LOYALTY, BAG, CONTACT, ADDRESS,
 *                                                 SERVICE, REMARK, TICKET > PAYMENT > ADDRESS
 *     CUSRES              > ANSWER
 *   MESSAGE > TRAVELLER > LEG, BAG, SEAT, REMARK   baggage; LEG, BAG, REMARK under MESSAGE where no
 *                                                  passenger is named. Its kind is KIND_OTHER.
 *     a table             > TRAVELLER as of PAXLST; one MESSAGE for rows of one flight that follow
 *                                     each other
 * A node's bytes are those of the segment, element or row that made it; of a spreadsheet, whose bytes
 * are packed, row n begins at byte n and values have no range. TRAVELLER.link of an infant is its adult.
 *
 * Services that tell of health or belief (a table of SSR codes, in the options) are dropped while
 * reading: neither their code nor their text is anywhere in the image. */
#ifndef DECODE_DECODE_H
#define DECODE_DECODE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"
#include "model/image.h"

struct profile; /* profile/profile.h */
struct decode_options {
    struct span home;     /* ISO alpha-2 of the installation's country; empty: no directions */
    int32_t received_day; /* days since 1970 of reception, for two-digit years where the
                                     message gives no date; 0 when not known */
    const struct span *sensitive; /* SSR codes to drop; NULL: decode_sensitive_codes() */
    size_t sensitive_count;
    uint32_t most_items; /* nodes, values and issues of an image; 0: a default */
    const struct profile *profile; /* of the source: bodies that are neither EDIFACT nor XML are
                                      tables read by it; NULL: there is none */
    struct span file;              /* the body's file name, for profiles that read it; or empty */
};

/* The table of sensitive services of which a country profile may use another: IATA's codes of
 * disability, medical and assistance services, and of all special meals. Static memory. */
const struct span *decode_sensitive_codes(size_t *count);

/* Makes the tables of the libraries that read; once, before the process shuts itself in. */
void decode_prepare(void);

/* Reads `body` and sets `out_image` to an image in `arena` that image_open accepts. `options` may
 * be NULL. Works for any bytes, none included. */
void decode_body(struct span body, const struct decode_options *options, struct arena *arena,
                 struct span *out_image);

/* Which key a body must be sealed under, before anything else is known of it: PNR when any message
 * is a PNRGOV, API when all that are told apart are PAXLST, else other. Linear, no allocation that
 * outlives the call. */
enum kind decode_sniff(struct span body);

/* What `portolan decode --summary` prints.
 *   travellers  NAD person groups; TIF of a booking that are persons
 *   infants     those that only an SSR names
 *   bookings    PNRs
 *   legs        TDT, or TVL of an itinerary
 *   bags        tags that are not empty; consecutive tags of FTX+BAG counted one by one
 *   status      the messages' outcome; partial when they differ; quarantined without any */
struct decode_counts {
    uint64_t messages, travellers, infants, bookings, legs, bags, issues;
    enum outcome status;
};
void decode_summary(const struct image *image, struct decode_counts *out);

/* Appends one JSON object for each message of `image`, as docs/decode-json.md describes, with
 * `between` between two; without any message one object with the issues alone. Returns how many
 * messages there are. `body` is what was decoded; byte ranges that lead outside of it are left out. */
size_t decode_json(const struct image *image, struct span body, const char *between,
                   struct buffer *out);

#endif
