/* Shared by the files of profile/ alone: a profile while it is read. */
#ifndef PROFILE_INTERNAL_H
#define PROFILE_INTERNAL_H

#include "parsing/parsing.h"
#include "profile/profile.h"

/* The context of the parsing. */
struct profile_reading {
    struct profile *profile;
    size_t group_room, title_room;
};
static inline struct profile_reading *profile_reading(struct parsing *parsing)
{
    return parsing->context;
}

/* "5-12", "5-" or "5". */
bool profile_range(struct parsing *parsing, const yaml_node_t *node, struct table_width *out);

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
