/* Private to names/: what one code point folds to. */
#ifndef NAMES_INTERNAL_H
#define NAMES_INTERNAL_H

#include "names/names.h"

enum fold { FOLD_LETTERS, FOLD_DROP, FOLD_SPLIT };

/* Writes what `code` (none of ASCII) folds to into `out` (room for 8 bytes, ends in NUL) when it is letters. */
enum fold fold_code(uint32_t code, char *out);

/* The letter that stands for all of its forms. */
uint32_t fold_same(uint32_t code);
bool fold_is_mark(uint32_t code); /* no letter of a table: vanishes, or ends a word */

enum names_class names_class_of(struct span folded);

#endif
