/* Raw text as it may be shown: what may not be seen becomes as many dots, so that every offset
 * stays true. */
#ifndef VIEW_REDACT_H
#define VIEW_REDACT_H

#include "decode/survey.h"
#include "view/view.h"

enum redact_why { REDACT_NOT, REDACT_SENSITIVE, REDACT_CARD, REDACT_MASKED };
const char *redact_word(enum redact_why why);

/* A part begin..begin+size of a body. */
struct redacted {
    size_t begin, size;
    bool utf8;    /* the whole body is UTF-8; the part then begins and ends between characters */
    bool careful; /* only what is known to be harmless is shown */
    char *text;   /* size bytes, in the arena */
    uint8_t *why; /* of each byte, enum redact_why */
};

/* Whether it is the tag of a segment that the guides have, or the name of an element that PNRGOV XML
 * has: else it may be anything. */
bool redact_tag_known(const char *tag);

/* `image` and `survey` are what the sandbox made of the body; when it could not (NULL), nothing but
 * delimiters is shown. Somebody who may not see some field of a person sees of the text only what is
 * known to be harmless: the frame of the message, tags, codes of the guides, and the values of
 * fields that may be seen. Else all is shown but what is for nobody. */
void redact(struct span body, size_t begin, size_t size, const struct view_sight *sight,
            const struct image *image, const struct survey *survey, struct arena *arena,
            struct redacted *out);

#endif
