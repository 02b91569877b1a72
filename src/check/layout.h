/* The table of the segments' elements, and a segment as it is held against it. */
#ifndef CHECK_LAYOUT_H
#define CHECK_LAYOUT_H

#include "check/internal.h"

enum need { NEED_C, NEED_D, NEED_M };
enum type { TYPE_A, TYPE_N, TYPE_X };
enum row_kind { ROW_PART, ROW_MANY, ROW_OPEN };

struct row {
    enum row_kind row;
    enum check_kinds kinds;
    uint32_t tag;
    uint8_t element, component;
    const char *id, *name;
    enum need need;
    enum type type;
    uint16_t least, most;
    enum value value;
};

struct layout {
    enum kind_of_message kind;
    uint32_t tag;
    const struct row *first; /* its rows stand together */
    size_t count;
    unsigned many, open; /* elements; 0: none */
};

/* For any kind: OTHER_MESSAGE. */
struct layout check_layout_of(enum kind_of_message kind, uint32_t tag);
/* NULL when there is no such component. */
const struct row *check_row_of(const struct layout *layout, unsigned position, unsigned component);
bool check_type_fits(enum type type, struct span text);
bool check_row_fits(const struct row *row, struct span text);
/* A value that speaks for its row: not any text would do. */
bool check_row_strong(const struct row *row);

/* ---- a segment ---- */

struct look {
    struct check *check;
    struct segment *segment;
    struct layout layout;
    bool released_known; /* `released` was looked for */
    uint32_t released;   /* UINT32_MAX: none */
};

/* ---- separators.c: each tells what it finds, marks the segment as told, and returns true ---- */

bool check_tell_lost(struct look *look, uint32_t at, unsigned component);
bool check_tell_other_mark(struct look *look, uint32_t at, unsigned component);
/* A separator at `at` that stands inside of a name. */
bool check_tell_stray(struct look *look, uint32_t at);
/* A release character at `at` before what should separate. */
bool check_tell_release(struct look *look, uint32_t at);
bool check_tell_rest(struct look *look, uint32_t item);
bool check_tell_run_on(struct look *look, const struct row *row, struct piece piece);
bool check_tell_kept_back(struct look *look, const struct row *row, struct piece piece,
                          uint32_t item);
bool check_tell_released(struct look *look, struct piece piece);
/* These only look. */
unsigned check_joint(const struct look *look, const struct row *row, struct span text,
                     unsigned *component);
bool check_continues(const struct look *look, const struct element *here,
                     const struct element *before, unsigned first);

#endif
