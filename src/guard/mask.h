/* What of the catalogue of fields somebody may be shown: a bit a field, made by the gate from
 * permissions.def and the classes of model/fields.def. Plain data: copy it, pass it, share it. */
#ifndef GUARD_MASK_H
#define GUARD_MASK_H

#include "base/arena.h"
#include "model/mask.h"

/* The mask of a set of classes (1 << enum field_class each). */
struct field_mask field_mask_of(unsigned classes, bool protect);

/* A card or account number as it may be shown to whom FIELD_PAYMENT_ACCOUNT may be shown: "**** " and
 * the last four digits; of a number under nine digits "****" alone. Lives in `arena`. */
struct span guard_redact_account(struct span account, struct arena *arena);

/* The same in place and of the same length, for raw text in which bytes keep their places: letters
 * and digits but the last four become '*'. */
void guard_redact_account_bytes(char *at, size_t size);

/* Card numbers that somebody typed into free or raw text, redacted in place: 14 to 19 digits, in one
 * run or in groups one blank or hyphen apart, that begin with 2 to 6 and pass the check digit
 * (ISO/IEC 7812-1). Returns how many. */
size_t guard_redact_cards(char *at, size_t size);

#endif
