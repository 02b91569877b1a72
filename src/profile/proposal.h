/* A profile that is proposed, while the table is looked at and while it is written. */
#ifndef PROFILE_PROPOSAL_H
#define PROFILE_PROPOSAL_H

#include "profile/guess.h"

struct column_guess {
    struct span title; /* empty: there is none, it is known by its number */
    enum field field;  /* FIELDS: none */
    int certainty;     /* of a hundred */
    bool full;         /* a whole name */
    bool second;       /* what follows the given name; the field is none */
    const char *why;
    struct guess_shape shape;
};

struct label_guess {
    struct span title;
    enum field field;
    int certainty;
    bool below; /* its value stands under it, not beside it */
    struct guess_shape shape;
};

struct proposal {
    struct arena *arena;
    struct guess_titles titles;
    struct table_form form;
    struct table_row *rows;
    size_t count, room;
    size_t header; /* index of the titles' row; count: there is none */
    struct column_guess columns[TABLE_MOST_COLUMNS];
    size_t width;
    struct label_guess labels[TABLE_MOST_COLUMNS];
    size_t label_count;
    struct buffer *out;
};

/* Whether a column, or a label above the persons, was taken for the field. */
bool proposal_has_column(const struct proposal *proposal, enum field field);
bool proposal_has_label(const struct proposal *proposal, enum field field);

/* The YAML. `file`: the table's file name, or empty. */
void proposal_write(struct proposal *proposal, struct span file);

#endif
