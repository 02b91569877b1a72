/* What the commands of authoring.c are carried out with. */
#ifndef ROLES_AUTHORS_H
#define ROLES_AUTHORS_H

#include <jansson.h>
#include <pthread.h>

#include "desk/desk.h"
#include "journal/journal.h"
#include "roles/authoring.h"

struct authoring {
    struct desk *desk;
    struct journal_reader *journal;
    struct guard *guard; /* NULL: not opened yet */
    struct keyring *keyring;
    const struct system *system;
    pthread_mutex_t importing; /* one import at a time is between being read and being taken */
    pthread_mutex_t *turn;     /* of who writes; NULL: nobody else is there */
    int64_t heard;             /* up to when ends of lists and entries have been announced */
    int64_t next_end;          /* the next one; INT64_MAX: none */
};

/* One request being carried out. */
struct request {
    struct authoring *authoring;
    const json_t *members;
    struct span bytes;
    const char *by;
    json_t *answer;
    struct arena arena;
    bool *lists;
};

/* A member's text; empty when it is none. A number; 0. */
struct span author_member(const struct request *request, const char *name);
int64_t author_number(const struct request *request, const char *name);
/* For what is carried out beside others (authoring_beside): what writes takes its turn. */
void author_begin_turn(struct authoring *authoring);
void author_end_turn(struct authoring *authoring);
/* Agency, site, legal basis, handling: as given, else those of the settings. */
struct desk_tenancy author_tenancy(const struct request *request);

/* ---- authoring_sources.c: senders, their profiles, normals, and links ---- */
enum status author_source_add(struct request *request);
enum status author_source_set(struct request *request);
enum status author_source_disable(struct request *request);
enum status author_source_normal(struct request *request);
enum status author_link_make(struct request *request);
enum status author_link_revoke(struct request *request);
enum status author_link_use(struct request *request);

/* ---- authoring_lists.c: lists come, go and end ---- */
enum status author_list_import(struct request *request);
enum status author_list_retire(struct request *request);
enum status author_list_restore(struct request *request);
/* authoring_preview.c: with readers of its own, so that it needs no turn and nobody waits for it. */
enum status author_list_preview(struct request *request);

/* ---- authoring_findings.c: what people say of what is found; accounts ---- */
enum status author_decide(struct request *request);
enum status author_decision_withdraw(struct request *request);
enum status author_sweep(struct request *request);
enum status author_unsweep(struct request *request);
enum status author_pair(struct request *request);
enum status author_user(struct request *request);
enum status author_lookup(struct request *request);

/* ---- authoring_memory.c: what is remembered of false alarms ---- */
/* Fills `rows` with what the decision of the request is to be remembered by; in the request's arena. */
enum status author_remember(struct request *request, const struct desk_decision *decision,
                            struct desk_memory **rows, size_t *count);
/* Says in the answer what was remembered, and what waits for an approval. */
void author_answer_remembered(struct request *request, const struct desk_memory *rows,
                              size_t count);
enum status author_memory(struct request *request);

/* What was announced holds for messages after the journal's last sequence, which is noted here; at an
 * opening for what a crash left without one. */
enum status author_number_memory(struct authoring *authoring); /* all steps of what is remembered */
enum status author_number_version(struct authoring *authoring, int64_t list, uint32_t version);
/* All that is pending of lists: before anything else is announced of them, so that the order in which they were
 * announced is that of the numbers. */
enum status author_number_lists(struct authoring *authoring);
/* Learns anew when something of the lists ends next. */
enum status author_find_end(struct authoring *authoring);
/* `number` is that of what the row is of: desk_profile_number, desk_normal_number, desk_pairing_number. */
enum status author_number_row(struct authoring *authoring,
                              enum status (*number)(struct desk *desk, int64_t id,
                                                    int64_t after_seq),
                              int64_t id);

#endif
