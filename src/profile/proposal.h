/* A profile that is proposed, while the table is looked at and while it is written. */
#ifndef PROFILE_PROPOSAL_H
#define PROFILE_PROPOSAL_H

#include "profile/guess.h"

/* Why a column is taken for a field. */
enum guess_why { WHY_TITLE, WHY_TITLE_PART, WHY_TITLE_ODD, WHY_LOOKS };
const char *guess_why_word(enum guess_why why);     /* for programs */
const char *guess_why_sentence(enum guess_why why); /* for people */

struct column_guess {
    struct span title; /* empty: there is none, it is known by its number */
    enum field field;  /* FIELDS: none */
    int certainty;     /* of a hundred */
    bool full;         /* a whole name */
    bool second;       /* what follows the given name; the field is none */
    enum guess_why why;
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

/* Whether a column was taken for the field. */
bool proposal_has_column(const struct proposal *proposal, enum field field);
/* Neither a column nor a label above the persons was taken for the field. */
bool proposal_lacks(const struct proposal *proposal, enum field field);
const char *proposal_kind_word(const struct proposal *proposal);

/* Of a column that holds whole names: the mark between its parts, and whether the surname comes first. */
const char *proposal_name_mark(const struct column_guess *column, bool *surname_first);
/* "dmy" and so on of a field that is a date, else NULL; `*told`: the cells tell day from month. */
const char *proposal_date_order(enum field field, const struct guess_shape *shape, bool *told);
/* The fields without which a list of persons says too little, in order. */
extern const enum field proposal_wanted[];
extern const size_t proposal_wanted_count;

/* For programs: a JSON object, as profile_columns says. */
void proposal_write_columns(struct proposal *proposal);
/* The YAML. `file`: the table's file name, or empty. */
void proposal_write(struct proposal *proposal, struct span file);

#endif
