/* What `portolan list import` and its preview share. */
#ifndef CMD_LIST_H
#define CMD_LIST_H

#include "cmd/command.h"

enum { LIST_FILE_MOST = 512 * 1024 * 1024 };

/* The list's name: --name, else the file's without folder and ending, in small letters. Returns owned. */
char *list_name(const struct words *words);
/* What is asked for, as a request of authoring. Returns owned. */
struct json_t *list_request(const struct words *words, const char *name);

/* "valid through 2026-12-31", "valid until 2026-12-31T18:00 UTC", appended with `mark` before it; nothing for 0. */
void list_print_until(struct buffer *out, const char *mark, int64_t valid_until);

/* Whose a new list is: as the words say, else as the settings do. */
struct desk_tenancy list_tenancy(const struct words *words, const struct config *config);

#endif
