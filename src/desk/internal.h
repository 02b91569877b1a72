/* Private to desk/: the handle, the statements, rows as structs. */
#ifndef DESK_INTERNAL_H
#define DESK_INTERNAL_H

#include "base/buffer.h"
#include "desk/desk.h"
#include "sys/database.h"

struct desk {
    struct database *database;
    char *folder;
    struct keyring *keyring; /* borrowed; may be NULL */
};

enum slot {
#define QUERY(name, sql) SLOT_##name,
#include "desk/queries.def"
#undef QUERY
    SLOTS
};
struct query desk_query(struct desk *desk, enum slot slot);

/* Ends a transaction: commits when `status` is ok, else undoes it. */
enum status desk_end(struct desk *desk, enum status status);

/* The second half of "announce, then number" (desk.h): `slot` numbers the row of `id`, once. `what`
 * begins the sentence when there is nothing to number: STATUS_MISSING. */
enum status desk_number(struct desk *desk, enum slot slot, const char *what, int64_t id,
                        int64_t after_seq);
/* The number of a row, or DESK_PENDING. */
int64_t column_after(struct query *query, int column);

/* STATUS_SECRET when this process has no keys. */
enum status desk_key(struct desk *desk, enum installation_key key, const struct seal_key **out);

/* A column's text, copied. */
struct span column_text(struct query *query, int column, struct arena *arena);

/* Takes `query` to its end: its rows in the arena, of `size` bytes each, as `read` fills them in. */
enum status rows_read(struct query *query, struct arena *arena, size_t size,
                      void (*read)(struct query *query, struct arena *arena, void *row),
                      void **rows, size_t *count);

/* ---- memory.c, within the transaction of a decision ---- */
enum status memory_add(struct desk *desk, int64_t decision, const struct desk_memory *row,
                       int64_t at, struct span by);
/* `slot` is one of MEMORY_FORGET_..; `of` what it asks for. */
enum status memory_forget(struct desk *desk, enum slot slot, int64_t of, int64_t at,
                          struct span by);
/* ---- lists (lists.c, listchanges.c) ---- */
/* Announces what becomes of a version; list 0, version 0: of time. */
enum status change_add(struct desk *desk, int64_t list, uint32_t version, enum desk_change what,
                       struct span by, int64_t now);
/* The latest version of a list, numbered or not. */
struct latest {
    int64_t list;     /* 0: there is no such list */
    uint32_t version; /* 0: it has no version */
    uint32_t entries;
    struct seal_digest digest;
    struct desk_list_setting setting;
    struct desk_tenancy tenancy;
    bool retired;
    int64_t changed; /* when something last became of it */
};
/* By the list's name; texts in the arena. `desk` NULL: there is none. */
enum status latest_find(struct desk *desk, struct span name, struct arena *arena,
                        struct latest *out);
/* STATUS_INPUT when the list's time is over. */
enum status list_check_time(struct span name, int64_t valid_until, int64_t now);

/* ---- the sealed file of a list version (listfile.c) ---- */
char *listfile_path(const struct desk *desk, struct arena *arena, int64_t list, uint32_t version);
enum status listfile_write(struct desk *desk, int64_t list, uint32_t version, struct span bytes);
/* desk_list_bytes into an arena: of a big list no byte is moved twice. */
enum status listfile_load(struct desk *desk, int64_t list, uint32_t version, struct arena *arena,
                          struct span *out);

#endif
