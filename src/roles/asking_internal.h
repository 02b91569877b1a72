/* What the files of asking share. */
#ifndef ROLES_ASKING_INTERNAL_H
#define ROLES_ASKING_INTERNAL_H

#include "guard/guard.h"
#include "lookup/lookup.h"
#include "roles/asking.h"
#include "view/view.h"

struct asking {
    struct system *system;
    struct turns *turns;
    struct keyring *keyring;
    struct guard *guard; /* authoring's */
    struct view *view;
    struct lookup_settings settings;
    struct lookup_queue *queue;
    struct lookup_book *book;
    struct lookup_pace pace;
    struct seal_key key;             /* of documents in queue and book */
    struct lookup_state state, told; /* as it is; as it was written last */
    char fault[512];                 /* what `state.text` holds */
    int64_t told_at;                 /* monotonic */
    int64_t seen;                    /* the message up to which flights were looked at */
    int64_t scan_at;                 /* monotonic: when all are looked at again */
    int helper, stop;                /* descriptors; -1: none */
    pthread_t thread;
    bool runs;
};

/* Whether the system is told to stop, within so many milliseconds. */
bool asking_is_ending(const struct asking *asking, int milliseconds);

/* ---- asking_whom.c: documents of travellers ---- */

/* What waits after new messages, or when all open flights are to be looked at again. */
enum status asking_follow(struct asking *asking);
/* Brings forward when all open flights are looked at: a document waits once, and whose card was lost may be on another;
 * after a rest, so that many which are lost make one look. */
void asking_look_again(struct asking *asking);
/* The question about who waits, texts in the arena, and the card that stands for whom. STATUS_MISSING: there is no such
 * document any more, or its flight is over. */
enum status asking_question(struct asking *asking, const struct lookup_waiting *waiting,
                            struct arena *arena, struct lookup_question *out, int64_t *traveller);

/* ---- asking_list.c: what was found, as a list ---- */

/* Whether what is answered can be kept. STATUS_DENIED: there is a list of that name which is somebody else's, it
 * is full, or somebody took it out of force. */
enum status asking_check_list(const struct asking *asking);

/* Brings the entries of the question's document to what was answered: durable when it returns. STATUS_DENIED: as
 * asking_check_list. */
enum status asking_publish(struct asking *asking, const struct lookup_question *question,
                           const struct lookup_answer *answer, int64_t now);

#endif
