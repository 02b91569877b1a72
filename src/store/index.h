/* The index of persons: keyed hashes of what identifies them, so that nothing is in clear on disk.
 * One fan-out function finds them over all days and months. See store.h. */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "store/store.h"

/* The numbers are stored: new kinds go to the end. */
enum index_kind {
    INDEX_DOCUMENT = 1, /* issuing state and number */
    INDEX_PHONE,
    INDEX_EMAIL,
    INDEX_CARD,
    INDEX_LOCATOR,
    INDEX_TICKET,
    INDEX_BAG,
    INDEX_NAME, /* a token of a name */
    INDEX_KINDS
};
const char *index_kind_word(enum index_kind kind);

/* Lets `value` (normalised by the caller) find the traveller. `at` is the time of the message, in
 * microseconds: it decides whether the row goes to the day or, for a day that is closed or far
 * ahead, to its month. Known rows stay as they are. */
enum status store_index_add(struct store *store, int64_t traveller, enum index_kind kind,
                            struct span value, int64_t at);

/* Every traveller of the days from..to that `value` finds, once each, by id. Cards that were merged
 * are found under their own id: store_traveller() follows. Finding none is STATUS_OK. */
enum status store_find(struct store *store, enum index_kind kind, struct span value,
                       int32_t from_day, int32_t to_day,
                       bool (*each)(void *context, int64_t traveller), void *context);

#endif
