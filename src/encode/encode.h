/* The model as a carrier would send it: PAXLST (D.97B to D.15B) and PNRGOV (10:1 to 21:1) in EDIFACT.
 *
 * The mirror of decode/: what is written reads back as the same nodes, values, links and flags.
 * Written is what a message has a place for; what follows from other values (roles, directions, kinds
 * of persons, who is whose infant by age) is not written but has to be read again. Two-digit years are
 * used where the reader takes them for the same, four digits elsewhere. What cannot be written:
 *   PAXLST  texts that hold control characters; a bag without a tag, a seat without a number; several
 *           addresses of one person; a document's holder (name, birth, sex), which only DOCS gives
 *   PNRGOV  birth date, sex and nationality of somebody without a document (a child's or an infant's
 *           birth date can be); a place of birth without visa or redress number; a weight without a
 *           number of pieces; seats at check-in under a leg that the booking does not have; slashes in
 *           what stands in the texts of DOCS, DOCO, DOCA, INFT (a blank takes their place); a group's
 *           size without its name or GRPS; who signed a line of LTS, but by the line that signs
 *   other messages (CUSRES, BSM, BPM), and what is read from tables and PNRGOV XML alone
 * and the issues of an image, which speak of the body that was read.
 *
 * Functions write to the end of a buffer and allocate nothing else; they may run in several threads
 * with a buffer each. An image is borrowed for the call. */
#ifndef ENCODE_ENCODE_H
#define ENCODE_ENCODE_H

#include "base/buffer.h"
#include "base/span.h"
#include "base/status.h"
#include "edifact/edifact.h"
#include "model/image.h"

struct encode_options {
    struct edifact_marks marks; /* all 0: `:+?'`, and `*` repeats in PNRGOV as its guide has it */
    bool no_una;                /* marks but the default ones are then told by the UNB alone */
    bool groups;                /* UNG and UNE around the messages */
    const char *syntax;         /* UNB S001; NULL: "UNOA:4" for PAXLST, "IATA:1" for PNRGOV */
    const char *line_end;       /* behind each segment; NULL: none */
    unsigned parts, part; /* 0: whole; else part 1..parts of a message that is sent in so many:
                                   each has the header and its share of the persons (PAXLST) or of
                                   the bookings (PNRGOV), UNH S010 01:C .. nn:F and its own UNB 0020 */
};

/* Appends the INTERCHANGE `node` with its messages. `options` may be NULL. STATUS_INPUT when the
 * node is none, the marks cannot be used, or the part is none of the parts. */
enum status encode_interchange(const struct image *image, uint32_t node,
                               const struct encode_options *options, struct buffer *out);

/* The same of all interchanges, one behind the other. */
enum status encode_image(const struct image *image, const struct encode_options *options,
                         struct buffer *out);

/* What stands around a Type-B telegram (formats.md A.6). */
struct encode_telegram {
    struct span priority;  /* QU, QK, .. */
    struct span addresses; /* of seven characters each, blanks between them */
    struct span origin;    /* seven characters */
    struct span time;      /* DDHHMM of filing; may be empty */
};

enum { ENCODE_TELEGRAM_COLUMNS = 69 };

/* Appends `body` as a telegram: header lines, then lines of at most 69 columns, cut wherever they are
 * full. Line ends of the body itself are left out. */
void encode_telegram(struct span body, const struct encode_telegram *telegram, struct buffer *out);

#endif
