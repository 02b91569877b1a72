/* What holders of upload links bring, as uploads.c keeps it and handin.c hands it in. Until then it is in
 * memory alone, for half an hour, as a trial is. The link's secret comes as a header: the address that
 * leads here has it behind its '#', which no browser sends and no log keeps. */
#ifndef API_UPLOADS_H
#define API_UPLOADS_H

#include "api/internal.h"

enum { UPLOAD_MOST_FILES = 64, UPLOAD_MOST_OF_LINK = 10 };

struct held {
    char id[HELD_ID]; /* "" when the place is free */
    int64_t link, until;
    bool in_use;
    struct buffer bytes, name;
    enum scope scope;
    struct api_receipt receipt; /* message 0: it was not handed in yet */
};

struct uploads {
    pthread_mutex_t lock;    /* of the list */
    pthread_mutex_t sending; /* one submission after the other: a link is used once */
    pthread_mutex_t reading; /* of the desk */
    struct desk *desk;
    struct pace wrong, tries;
    struct held list[UPLOAD_MOST_FILES];
};

/* The link of the request, whatever became of it; it acts as "#LINK" from then on. False: the answer is
 * there. */
bool upload_find_link(struct api_call *call, struct desk_link *link);
/* Whether it is good, and not used too often; a refusal is in the audit. `profile` (may be NULL): how the
 * source's tables are read. False: the answer is there. */
bool upload_enter(struct api_call *call, const struct desk_link *link, struct span *profile);
/* A row of the audit, before what it tells of. False: the answer is there. */
bool upload_record(struct api_call *call, const struct desk_link *link, bool allowed);

/* With the lock: a file of the link that is not in use; NULL. Wipes one. */
struct held *upload_held(struct uploads *uploads, int64_t link, struct span id);
void upload_forget(struct held *held);

/* Number, time and messages of a receipt; the whole of one that is looked at later, when the names of the
 * files are known no more. */
void upload_put_receipt(struct json *json, const struct desk_link *link, int64_t at,
                        struct span messages);
void upload_put_old_receipt(struct json *json, const struct desk_link *link);

#endif
