/* EDIFACT syntax as it is sent: the mirror of edifact.h. Components are put at the positions at which
 * the reader gets them, in ascending order; empty ones are passed over, so nothing trails, and
 * service characters in a text are released. One pass into the caller's buffer, no other memory. */
#ifndef EDIFACT_WRITER_H
#define EDIFACT_WRITER_H

#include "base/buffer.h"
#include "base/status.h"
#include "edifact/edifact.h"

struct edifact_writer {
    struct buffer *out;
    struct edifact_marks marks;
    const char *line_end;        /* behind each segment; "" for none */
    uint32_t segments;           /* closed so far; the caller sets it back at UNH */
    unsigned element, component; /* the component that is open */
    unsigned char kinds[256];    /* what has to be done with a byte of a text */
};

/* Borrows `out` and `line_end` (NULL: none). STATUS_INPUT when the marks are letters, digits, blanks,
 * not there (release and repetition may be 0) or not distinct. */
enum status edifact_write_start(struct edifact_writer *writer, struct buffer *out,
                                const struct edifact_marks *marks, const char *line_end);

/* The service string advice, ISO 9735 UNA; a blank stands for a mark that is 0. */
void edifact_write_una(struct edifact_writer *writer);

void edifact_open(struct edifact_writer *writer, const char *tag);
void edifact_close(struct edifact_writer *writer);

/* Opens component `component` of the element at `position` (1 is the first behind the tag), even if
 * nothing comes; then texts are added to it. Control characters cannot be sent and are left out, as
 * are marks where there is no release character: a blank takes their place. */
void edifact_at(struct edifact_writer *writer, unsigned position, unsigned component);
void edifact_add(struct edifact_writer *writer, struct span text);

/* Both in one; nothing when the text is empty. */
void edifact_put(struct edifact_writer *writer, unsigned position, unsigned component,
                 struct span text);
void edifact_put_word(struct edifact_writer *writer, unsigned position, unsigned component,
                      const char *word);
/* In decimal, with zeros before it up to `digits`. */
void edifact_put_number(struct edifact_writer *writer, unsigned position, unsigned component,
                        uint32_t number, int digits);

#endif
