/* Shared by the files of profile/ alone: a YAML document while it is read. */
#ifndef PROFILE_INTERNAL_H
#define PROFILE_INTERNAL_H

#include <yaml.h>

#include "profile/profile.h"

struct parsing {
    yaml_document_t document;
    const char *name; /* of the file */
    struct arena *arena;
    struct buffer *report; /* a line a fault */
    int faults;
    bool *seen; /* nodes that were read: a second time is an alias */
    struct profile *profile;
    size_t group_room, title_room;
};

/* A fault at `node` (NULL: of the whole file). `what` is the sentence, `word` (may be empty) comes
 * before it in quotation marks. */
void parsing_fault(struct parsing *parsing, const yaml_node_t *node, struct span word,
                   const char *what);
/* "is no WHAT", with the nearest of `words` when one is near. */
void parsing_unknown(struct parsing *parsing, const yaml_node_t *node, const char *what,
                     const char *const *words, size_t count);

yaml_node_t *parsing_node(struct parsing *parsing, int index);

/* The text of a scalar; a fault and empty when it is none. */
struct span parsing_text(struct parsing *parsing, const yaml_node_t *node);
/* A whole number from `least` to `most`, written without quotation marks; else a fault. */
bool parsing_count(struct parsing *parsing, const yaml_node_t *node, int64_t least, int64_t most,
                   int64_t *out);
bool parsing_yes(struct parsing *parsing, const yaml_node_t *node);
/* The index of the scalar among `words`; `count` and a fault when it is none of them. */
size_t parsing_word(struct parsing *parsing, const yaml_node_t *node, const char *what,
                    const char *const *words, size_t count);
/* "5-12", "5-" or "5". */
bool parsing_range(struct parsing *parsing, const yaml_node_t *node, struct table_width *out);

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

/* ---- fields.c ---- */
/* The groups of one node: a mapping, or a list of mappings. */
void parsing_groups(struct parsing *parsing, const yaml_node_t *node, enum node_type type);
/* A scalar as the source of a column. */
struct profile_source parsing_column(struct parsing *parsing, const yaml_node_t *node);
/* {word: value, ..} */
void parsing_words(struct parsing *parsing, const yaml_node_t *node, struct profile_word **words,
                   size_t *count);
/* The nodes that a profile can fill. */
extern const enum node_type profile_nodes[];
extern const size_t profile_node_count;

#endif
