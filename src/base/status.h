/* What a function that can fail returns, and the sentence that goes with it.
 *
 * A function sets its out-parameters only when it returns STATUS_OK. Whoever meets the failure
 * first calls status_fail() with a whole sentence that says what happened and what to do; callers
 * pass the status up and the outermost one prints status_sentence(). The sentence is kept per
 * thread, like errno, and stays valid until the next status_fail() of the same thread. It must
 * never hold a traveller's data: it is logged. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
#define STATUS(name, word) STATUS_##name,
#include "base/status.def"
#undef STATUS
};

/* The status as one lower-case word, for logs. Borrows static memory. */
const char *status_word(enum status status);

/* Keeps the sentence for status_sentence() and returns `status`. */
enum status status_fail(enum status status, const char *format, ...)
    __attribute__((format(printf, 2, 3), cold));

/* The latest sentence of this thread; "" when nothing failed yet. */
const char *status_sentence(void);

#endif
