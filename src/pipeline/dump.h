/* Everything derived, opened, as JSON lines: what `portolan dump` prints and what rebuild and the
 * tests compare.
 *
 * Canonical: without sequences, times and ids. A message is then named by a digest of its body, a
 * person by its first origin (message, byte), everything stands in an order that depends on nothing
 * else, and a push of bytes that came before on the same flight is left out: two stores that were
 * made of the same messages, in whatever batches and after whatever crashes, print the same. */
#ifndef PIPELINE_DUMP_H
#define PIPELINE_DUMP_H

#include "journal/journal.h"
#include "store/store.h"

/* Calls `write` with each line (with its end). Both are open for reading, and nobody writes. */
enum status dump_store(struct store *store, struct journal_reader *journal, bool canonical,
                       enum status (*write)(void *context, struct span line), void *context);

#endif
