#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "roles/roles.h"

const char *role_word(enum role role)
{
    static const char *const words[] = {"receive", "decode", "screen", "lookup", "serve"};
    return words[role];
}

bool role_is_helper(enum role role)
{
    return role == ROLE_DECODE || role == ROLE_LOOKUP;
}

bool role_parse(const char *word, enum role *out)
{
    for (enum role role = 0; role < ROLES; role++)
        if (strcmp(word, role_word(role)) == 0) {
            *out = role;
            return true;
        }
    return false;
}

static char *below(const char *data, const char *name)
{
    struct buffer path = {0};
    buffer_format(&path, "%s/%s", data, name);
    char *text = memory_text(buffer_string(&path));
    buffer_free(&path);
    return text;
}

struct folder folder_open(const char *data)
{
    return (struct folder){.data = memory_text(data),
                           .journal = below(data, "journal"),
                           .derived = below(data, "derived"),
                           .authored = below(data, "authored"),
                           .secrets = below(data, "secrets"),
                           .run = below(data, "run"),
                           .lock = below(data, "run/lock"),
                           .command = below(data, "run/command"),
                           .ready = below(data, "run/ready"),
                           .access = below(data, "authored/access.log"),
                           .ledger = below(data, "authored/secrets.log"),
                           .settings = below(data, "portolan.yaml")};
}

void folder_free(struct folder *folder)
{
    char *all[] = {folder->data,    folder->journal, folder->derived, folder->authored,
                   folder->secrets, folder->run,     folder->lock,    folder->command,
                   folder->ready,   folder->access,  folder->ledger,  folder->settings};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        free(all[i]);
    *folder = (struct folder){0};
}
