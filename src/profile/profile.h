/* Source profiles: how the table of one sender maps to the fields of the model (model/fields.def). A
 * YAML file, docs/profiles.md:
 *
 *   name: Ferry manifest
 *   table: {kind: delimited, delimiter: ";"}     how the file is cut into rows and cells
 *   rows: {header: find, skip: ["#"]}            which rows are titles, persons, neither
 *   leg: {number: {label: Flight}}               the fields of each node, and where they come from
 *   traveller: {surname: Family name, sex: {column: Gender, values: {Male: M, Female: F}}}
 *   document: [{type: {constant: P}, number: [Passport, Passport no]}]
 *
 * Titles, labels and words are compared as names_fold leaves them, without blanks: "Passport No.",
 * "PASSPORT NO" and "PassportNo" are one. A read profile is immutable and lives in the arena it was
 * read into; any thread may use it. */
#ifndef PROFILE_PROFILE_H
#define PROFILE_PROFILE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/status.h"
#include "model/image.h"
#include "table/table.h"

enum {
    PROFILE_MOST_BYTES = 64 * 1024, /* of the file */
    PROFILE_FIND = 0,               /* header: the first row that has the profile's titles */
    PROFILE_NO_HEADER = -1
};

/* Where a text is taken from. */
enum profile_from {
    PROFILE_COLUMN,  /* of the person's row, by title or number */
    PROFILE_LABEL,   /* the cell that stands beside or below a text outside of the persons' rows */
    PROFILE_FILE,    /* the file's name, where it is known */
    PROFILE_CONSTANT /* `name` itself */
};
struct profile_source {
    enum profile_from from;
    struct span name;
    struct span key; /* folded; empty: see number */
    uint32_t number; /* COLUMN: from 1; 0: by title */
    uint32_t index;  /* COLUMN by title: of profile->titles; LABEL: its own among all labels */
};

/* Which part of a text that a mark parts. */
enum profile_take {
    PROFILE_ALL,
    PROFILE_LAST,
    PROFILE_REST,   /* all behind the first mark */
    PROFILE_BEGIN,  /* all before the last mark */
    PROFILE_PART_1, /* the first, and so on */
    PROFILE_PARTS = PROFILE_PART_1 + 20
};
enum profile_order { PROFILE_DMY, PROFILE_MDY, PROFILE_YMD };

struct profile_word {
    struct span key; /* folded; "*": any other */
    struct span value;
};

/* A field and how its text is made: of the sources the first that has something, or all of them joined
 * by blanks; then a part of that; then the word that it stands for. */
struct profile_value {
    uint32_t index; /* among all values of the profile */
    enum field field;
    struct profile_source *sources;
    size_t source_count;
    bool join;
    bool optional;    /* it may be missing without a word */
    uint32_t cell;    /* LABEL: which cell behind the label, from 1 */
    bool below;       /* LABEL: in the next row, under the label */
    struct span mark; /* what parts the text; empty: nothing does */
    enum profile_take take;
    struct table_width characters; /* from 0: all */
    enum profile_order order;      /* of a date's numbers */
    struct profile_word *words;
    size_t word_count;
};

/* One node: a person's second document is a group of its own. */
struct profile_group {
    enum node_type node;
    struct profile_value *values;
    size_t count;
};

struct profile_rows {
    int header; /* number of the row of titles in the file, from 1; PROFILE_FIND, PROFILE_NO_HEADER */
    uint32_t lines;         /* rows of titles, one above the other */
    uint32_t footer;        /* last rows that are no persons */
    struct span begin, end; /* rows between those that begin with these; empty: all */
    struct span *skip;      /* rows that begin with one of these are passed over */
    size_t skip_count;
    struct profile_word *sections; /* a row of such a word alone tells the kind of those after it */
    size_t section_count;
    struct profile_source only; /* rows are persons when this column has one of `only_words` */
    struct profile_word *only_words;
    size_t only_count; /* 0: all are */
};

struct profile {
    struct span name;
    struct table_form form;
    bool any_kind; /* form.kind is told by the looks of the body */
    struct profile_rows rows;
    struct span *columns; /* given names of the columns, in order, where no row has them */
    size_t column_count;
    struct profile_group *groups;
    size_t group_count;
    struct span *titles; /* folded; of all columns that are named by title, each once */
    size_t title_count;
    uint32_t label_count, value_count;
};

/* Reads a profile into `arena`. `name` stands in sentences. STATUS_INPUT with the first fault and its
 * line and column. */
enum status profile_parse(struct span text, const char *name, struct arena *arena,
                          struct profile **out);

/* Appends every fault, one a line: "NAME, line N, column M: what is wrong". Returns how many. */
int profile_check(struct span text, const char *name, struct buffer *report);

/* The sex (M, F, X, U) that a word for it means; empty when it is none. */
struct span profile_sex(struct span text, struct arena *scratch);
/* The type of document (P, I, V, AC) that a word for it means; else the text. */
struct span profile_paper(struct span text, struct arena *scratch);

/* A title, label or word as it is compared; in the arena. Never empty unless `text` is blank. */
struct span profile_key(struct span text, struct arena *arena);

/* Proposes a profile for a table never seen: appends YAML, each guess with how certain it is and why as
 * a comment. `file`: its name, or empty. STATUS_INPUT when no table can be read. */
enum status profile_propose(struct span body, struct span file, struct buffer *out);

/* The same for programs: appends a JSON object (schema TableProposal of api/openapi.yaml): kind,
 * delimiter, whether there are titles; each column with its title, the first cells that have something,
 * the field, how certain that is and why; labels above the persons; fields that were not found. */
enum status profile_columns(struct span body, struct buffer *out);

#endif
