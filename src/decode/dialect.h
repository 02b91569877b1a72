/* How a body is written, beside what it says: for noticing that a source has changed its provider.
 *
 * Text, which leaves the sandbox behind the image: for each MESSAGE of the image, in their order, lines
 * of a word and a value, then an empty line:
 *     delimiters : + ? * '     component, element, release, repetition, terminator; of a table the mark
 *     una yes|no               (EDIFACT)
 *     syntax UNOA:4            UNB S001; xml; of a table csv, fixed, json or xlsx
 *     release D.05B.UN.IATA    UNH S009; of XML its version
 *     characters ascii|utf-8|8-bit
 *     lines none|lf|crlf|cut   line ends: none, behind segments, anywhere
 *     envelope plain|wrapped   wrapped: in a mail or telegram (EDIFACT)
 *     segment NAD              a tag that it uses, each once; of XML elements that PNRGOV has
 *     profile NAME             by which a table was read
 * There is no value of a person in it: what has not the form of a code is "other". Of messages beyond
 * the first 4,096 of a body there is the empty line alone. */
#ifndef DECODE_DIALECT_H
#define DECODE_DIALECT_H

#include "base/buffer.h"
#include "decode/decode.h"

/* `image` is what decode_body made of `body` with these options. Works for any bytes. */
void decode_dialect(struct span body, const struct decode_options *options,
                    const struct image *image, struct arena *arena, struct buffer *out);

#endif
