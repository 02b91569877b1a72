/* With which credential each sender of a world sends: a file with one `SOURCE TOKEN` a line; blank
 * lines and those that begin with # are passed over. The file is for its owner alone (0600). */
#ifndef SIM_PLAY_CREDENTIALS_H
#define SIM_PLAY_CREDENTIALS_H

#include "base/arena.h"
#include "base/status.h"

struct play_credential {
    const char *source, *token;
};

/* Zero-initialise; play_credentials_free wipes the tokens. */
struct play_credentials {
    struct arena arena;
    struct play_credential *items;
    size_t count, room;
};

/* Adds what the file has. STATUS_MISSING when there is none; STATUS_INPUT names the line that is off,
 * never what stands in it. */
enum status play_credentials_read(struct play_credentials *credentials, const char *path);
/* In the place of what the source had. */
void play_credentials_put(struct play_credentials *credentials, const char *source,
                          const char *token);
/* NULL when the source has none. Borrowed. */
const char *play_credentials_find(const struct play_credentials *credentials, const char *source);
enum status play_credentials_write(const struct play_credentials *credentials, const char *path);
void play_credentials_free(struct play_credentials *credentials);

#endif
