/* Private to names/: what one code point folds to. */
#ifndef NAMES_INTERNAL_H
#define NAMES_INTERNAL_H

#include "names/names.h"

enum fold { FOLD_LETTERS, FOLD_DROP, FOLD_SPLIT };

/* Writes what `code` folds to into `out` (room for 8 bytes, ends in NUL) when it is letters. */
enum fold fold_code(uint32_t code, char *out);

/* The code point at the start of `text` (not empty) and its size; a byte that begins no valid
 * UTF-8 sequence is itself, as in Latin-1. */
uint32_t fold_decode(struct span text, size_t *size);

enum names_class names_class_of(struct span folded);

#endif
