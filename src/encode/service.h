/* What the files that write service requests share. */
#ifndef ENCODE_SERVICE_H
#define ENCODE_SERVICE_H

#include "encode/internal.h"

enum { SSR_BOARD = 6, SSR_OFF = 7, SSR_TEXT = 8 }; /* components of SSR's first element */

/* SSR+code:status:quantity:carrier, HK and YY as the model has neither. */
void encode_open_ssr(struct encoder *encoder, const char *code);
/* The same with its text open; edifact_close ends it. */
void encode_open_text(struct encoder *encoder, const char *code);
void encode_add_slash(struct encoder *encoder);
/* A part between slashes; a slash of its own would be one too many and becomes a blank. */
void encode_add_part(struct encoder *encoder, struct span text);
void encode_add_field(struct encoder *encoder, uint32_t node, enum field field);
/* DDMMMYY, or with four digits of the year. */
void encode_add_date(struct encoder *encoder, struct date date, bool brief);

bool encode_is_child(const struct encoder *encoder, uint32_t traveller);
/* DOCS; `traveller` may be IMAGE_NONE. */
void encode_docs(struct encoder *encoder, uint32_t document, uint32_t traveller);
/* All documents, visas and government references of a traveller; `of_infant`: they stand under the
 * adult and are marked. */
void encode_documents(struct encoder *encoder, uint32_t traveller, bool of_infant);

#endif
