/* The flat image of a decoded body: a tree of nodes, their values and what was not understood.
 *
 * It has no pointers, so it can leave the sandbox in which carriers' bytes are read, and the same
 * form holds a traveller's part in a sealed row. Values are text as understood (types in
 * fields.def), each with the byte range of the body that says so; what arrives from the sandbox is
 * checked whole by image_open before anything is believed.
 *
 *   image_header | node[nodes] | value[values] | issue[issues] | heap
 *
 * All numbers little-endian as the machine's; offsets are into the heap, ranges into the body. */
#ifndef MODEL_IMAGE_H
#define MODEL_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"
#include "base/status.h"

enum node_type {
#define NODE(name, key, plural) NODE_##name,
#include "model/nodes.def"
#undef NODE
    NODE_TYPES
};

enum field {
#define FIELD(name, node, key, type, class, words, source) FIELD_##name,
#include "model/fields.def"
#undef FIELD
    FIELDS
};

enum issue {
#define ISSUE(name, code, severity, sentence) ISSUE_##name,
#include "model/issues.def"
#undef ISSUE
    ISSUES
};

enum field_type {
    FIELD_TYPE_TEXT,
    FIELD_TYPE_CODE,
    FIELD_TYPE_NAME,
    FIELD_TYPE_DATE,
    FIELD_TYPE_TIME,
    FIELD_TYPE_COUNT,
    FIELD_TYPE_STATE,
    FIELD_TYPE_PORT,
    FIELD_TYPE_AMOUNT,
    FIELD_TYPE_PHONE,
    FIELD_TYPE_EMAIL,
    FIELD_TYPE_FREE
};
enum field_class { CLASS_OPEN, CLASS_IDENTITY, CLASS_CONTACT, CLASS_MONEY, CLASS_FREE };
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

struct node_info {
    const char *key, *plural;
};
struct field_info {
    enum node_type node;
    const char *key;
    enum field_type type;
    enum field_class class;
    const char *words, *source;
};
struct issue_info {
    const char *code;
    enum severity severity;
    const char *sentence;
};
/* The catalogues; indexes must be below NODE_TYPES, FIELDS, ISSUES. */
const struct node_info *node_info(enum node_type type);
const struct field_info *field_info(enum field field);
const struct issue_info *issue_info(enum issue issue);
const char *severity_word(enum severity severity);

/* The kind of source; decides key, mask date and rank of what it says. */
enum kind { KIND_API, KIND_PNR, KIND_OTHER };
const char *kind_word(enum kind kind);

/* How far a message, or a whole body, was understood. */
enum outcome { OUTCOME_FULL, OUTCOME_PARTIAL, OUTCOME_QUARANTINED };
const char *outcome_word(enum outcome outcome);

#define IMAGE_NONE UINT32_MAX
enum { IMAGE_MAGIC = 0x314D4950 /* "PIM1" */ };

struct image_header {
    uint32_t magic, size; /* of the whole image */
    uint32_t nodes, values, issues, heap;
};
struct image_node {
    uint32_t parent;              /* an earlier node, or IMAGE_NONE */
    uint32_t first_child, next;   /* later nodes, or IMAGE_NONE */
    uint32_t link;                /* another node that it belongs with (infant -> adult,
                                     bag -> traveller), or IMAGE_NONE */
    uint32_t first_value, values; /* its run in the values */
    uint32_t begin, end;          /* bytes begin..end of the body that made it */
    uint8_t type;                 /* enum node_type */
    uint8_t kind;                 /* enum kind */
    uint8_t outcome;              /* enum outcome, of MESSAGE nodes */
    uint8_t flags;                /* enum node_flag */
};
enum node_flag {
    NODE_INFANT_BY_SSR = 1, /* an infant that only an SSR names */
    NODE_CHECKED_IN = 2,    /* the person appears at check-in (TRI, TIF) */
    NODE_CHILD = 4,         /* called a child, or may be one: counts where no birth date tells */
    NODE_BY_DOCUMENT = 8    /* a traveller whom only a document in an SSR names */
};
struct image_value {
    uint32_t node;
    uint32_t text, text_size; /* in the heap */
    uint32_t begin, size;     /* in the body */
    uint16_t field;           /* enum field */
    uint16_t spare;
};
struct image_issue {
    uint32_t node;            /* the MESSAGE it was found in, or IMAGE_NONE */
    uint32_t begin, size;     /* in the body */
    uint32_t text, text_size; /* the detail, in the heap; may be empty */
    uint16_t issue;           /* enum issue */
    char segment[6];          /* its tag, ends in NUL; "" when none */
};

/* ---- building; everything lives in the arena ---- */
struct image_builder;

/* Returns a builder in `arena`. `most_items` bounds nodes + values + issues (0: no bound); what
 * comes after the bound is dropped and image_full() tells. */
struct image_builder *image_builder_new(struct arena *arena, uint32_t most_items);
bool image_full(const struct image_builder *builder);

/* A node whose making segment begins at byte `begin`; `parent` earlier or IMAGE_NONE. Returns its
 * index; when the bound is reached returns the last node (never an invalid index, if one exists). */
uint32_t image_add_node(struct image_builder *builder, enum node_type type, enum kind kind,
                        uint32_t parent, uint32_t begin);
struct image_node *image_builder_node(struct image_builder *builder, uint32_t node);

/* A value as understood (`text`, copied) and where it stands (`begin`, `size` in the body). Empty
 * texts are not stored. */
void image_add_value(struct image_builder *builder, uint32_t node, enum field field,
                     struct span text, uint32_t begin, uint32_t size);

/* `detail` (copied) completes the catalogue's sentence; may be empty. */
void image_add_issue(struct image_builder *builder, enum issue issue, uint32_t node,
                     const char *segment, uint32_t begin, uint32_t size, struct span detail);

/* The worst severity among the issues of `node` that were added from index `from` on, or -1. */
uint32_t image_builder_issues(const struct image_builder *builder);
int image_builder_worst(const struct image_builder *builder, uint32_t from, uint32_t node);

/* The finished image; bytes live in the arena. */
struct span image_finish(struct image_builder *builder);

/* ---- reading ---- */
struct image {
    const struct image_header *header;
    const struct image_node *nodes;
    const struct image_value *values;
    const struct image_issue *issues;
    const char *heap;
};

/* Checks every number in `bytes` and sets `out`, which borrows them (8-byte aligned).
 * STATUS_INPUT when anything is out of order. */
enum status image_open(struct span bytes, struct image *out);

/* The first value of `field` at `node`; NULL or empty when there is none. */
const struct image_value *image_find(const struct image *image, uint32_t node, enum field field);
struct span image_text(const struct image *image, uint32_t node, enum field field);
struct span image_value_text(const struct image *image, const struct image_value *value);
struct span image_issue_text(const struct image *image, const struct image_issue *issue);

/* The first child of `node` of that type, and the next sibling of it; IMAGE_NONE at the end. */
uint32_t image_child(const struct image *image, uint32_t node, enum node_type type);
uint32_t image_sibling(const struct image *image, uint32_t node, enum node_type type);

/* The node after `node` in a walk of everything under `root`, parents first; IMAGE_NONE at the
 * end. Start with `root` itself. */
uint32_t image_next_under(const struct image *image, uint32_t root, uint32_t node);

/* Copies `node` with everything under it, except nodes of type `without` and what is under them
 * (NODE_TYPES: no exception), into `builder` below `parent`; links inside the copied tree are
 * kept, others dropped. Returns the copy's index. */
uint32_t image_copy_node(const struct image *image, uint32_t node, struct image_builder *builder,
                         uint32_t parent, enum node_type without);

/* How many MESSAGE, LEG, .. the image has. */
uint32_t image_count(const struct image *image, enum node_type type);

#endif
