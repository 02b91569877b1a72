/* See layout_months.c. */
#ifndef BENCH_LAYOUT_MONTHS_H
#define BENCH_LAYOUT_MONTHS_H

#include "store/index.h"

/* The value that finds person `number` of a bulk-loaded month by kind; `out` of 40 bytes. */
struct span months_value(int32_t month, uint32_t number, int kind, char *out);

/* The first day of a month. */
int32_t months_day(int32_t month);

/* Fills the index files of `count` months from `first` on: a row of each kind for each of `persons`.
 * For a process that ends then: it leaves the store open. */
enum status months_load(const char *folder, struct keyring *keyring, int32_t first, int count,
                        uint32_t persons);

#endif
