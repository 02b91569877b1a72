/* Private to seal/: the folder's shape. */
#ifndef SEAL_INTERNAL_H
#define SEAL_INTERNAL_H

#include "seal/folder.h"

struct secrets_folder {
    char *path;
    bool make; /* what is missing may be made */
};

/* "FOLDER/NAME"; returns owned. */
char *secrets_path(const struct secrets_folder *folder, const char *name);

/* What one secret file holds. */
struct secret {
    enum kind kind;
    bool of_month;
    int64_t made;
    struct seal_key key;
};

enum { SECRET_FILE_SIZE = 88 };

/* Reads and checks the file `name`. STATUS_MISSING without it; STATUS_SECRET when it is damaged,
 * foreign, newer or not the one that belongs under this name. */
enum status secret_read(const struct secrets_folder *folder, const char *name, struct secret *out);

/* Makes the file with a new random secret; when another process was faster, reads that one. */
enum status secret_make(const struct secrets_folder *folder, const char *name,
                        struct secret *secret);

#endif
