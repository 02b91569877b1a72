/* A YAML document while it is read: places, lists, words and their neighbours, whatever it says.
 *
 * A reader is a function for each part that takes the node and the target it fills. Whatever is amiss is a
 * line of the report, with file, line and column, and reading goes on. Texts live in the caller's arena. */
#ifndef PARSING_PARSING_H
#define PARSING_PARSING_H

#include <stdbool.h>
#include <stdint.h>
#include <yaml.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"

struct parsing {
    yaml_document_t document;
    const char *name; /* of the file */
    struct arena *arena;
    struct buffer *report; /* a line a fault */
    int faults;
    bool *seen;    /* nodes that were read: a second time is an alias */
    void *context; /* the caller's */
};

/* A fault at `node` (NULL: of the whole file). `what` is the sentence, `word` (may be empty) comes
 * before it in quotation marks. */
void parsing_fault(struct parsing *parsing, const yaml_node_t *node, struct span word,
                   const char *what);
/* "is no WHAT", with the nearest of `words` when one is near. */
void parsing_unknown(struct parsing *parsing, const yaml_node_t *node, const char *what,
                     const char *const *words, size_t count);

yaml_node_t *parsing_node(struct parsing *parsing, int index);

/* The text of a scalar as it stands in the document; empty when it is none. */
struct span parsing_scalar(const yaml_node_t *node);
/* The text of a scalar, copied; a fault and empty when it is none. */
struct span parsing_text(struct parsing *parsing, const yaml_node_t *node);
/* A whole number from `least` to `most`, written without quotation marks; else a fault. */
bool parsing_count(struct parsing *parsing, const yaml_node_t *node, int64_t least, int64_t most,
                   int64_t *out);
bool parsing_yes(struct parsing *parsing, const yaml_node_t *node);
/* The index of the scalar among `words`; `count` and a fault when it is none of them. */
size_t parsing_word(struct parsing *parsing, const yaml_node_t *node, const char *what,
                    const char *const *words, size_t count);
/* The items of a list; a scalar is a list of one. Calls `each` with `target`. */
void parsing_list(struct parsing *parsing, const yaml_node_t *node,
                  void (*each)(struct parsing *, const yaml_node_t *, void *), void *target);
/* The pairs of a mapping, else a fault that says `what` was expected. */
void parsing_pairs(struct parsing *parsing, const yaml_node_t *node, const char *what,
                   void (*each)(struct parsing *, const yaml_node_t *, const yaml_node_t *, void *),
                   void *target);

/* The same where the keys are those of a table. */
struct parsing_key {
    const char *word;
    void (*read)(struct parsing *, const yaml_node_t *, void *target);
};
struct parsing_keys {
    const struct parsing_key *keys;
    size_t count;
    const char *what; /* "setting of the table" */
    void *target;
};
void parsing_keys(struct parsing *parsing, const yaml_node_t *node, struct parsing_keys keys);

/* Reads the whole of a file with `top`, which gets its first node (never NULL). Returns how many faults
 * there are; more than `most` bytes, an empty file or no YAML is one. */
struct parsing_file {
    struct span text;
    const char *name;
    size_t most;
    struct arena *arena;
    struct buffer *report;
    void *context;
};
int parsing_read(const struct parsing_file *file,
                 void (*top)(struct parsing *, const yaml_node_t *));

#endif
