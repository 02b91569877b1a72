/* Private to api/: a request being answered, and what handlers say with. */
#ifndef API_INTERNAL_H
#define API_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "api/api.h"
#include "api/check.h"
#include "base/json.h"
#include "guard/sessions.h"
#include "view/view.h"
#include "watch/watch.h"

/* ---- problems (problem.c) ---- */

enum problem {
#define PROBLEM(name, status, code, title, detail, remedy) PROBLEM_##name,
#include "api/problems.def"
#undef PROBLEM
    PROBLEMS
};

/* ---- routes (route.c) ---- */

struct api_call;

enum api_place { IN_PATH, IN_QUERY, IN_HEADER };
struct api_parameter {
    const char *name;
    enum api_place place;
    bool required;
    const struct check *check;
};

struct api_route {
    const char *method, *path; /* below /api/v1; "{name}" stands for one part */
    enum permission permission;
    void (*handle)(struct api_call *call);
    const struct api_parameter *parameters;
    size_t parameter_count;
    const char *const *media; /* kinds of body that are taken; NULL: no body */
    const struct check *body; /* of application/json */
    bool body_required, csrf;
};

enum { ROUTE_MOST_VALUES = 4 };
struct route_match {
    const struct api_route *route; /* NULL: none for this method */
    struct http_pair values[ROUTE_MOST_VALUES];
    size_t value_count;
    bool path_known;
    char allow[64]; /* the methods of the path */
};
void route_find(struct span method, struct span path, struct route_match *out);

/* ---- a request ---- */

/* What belongs to one thread. */
struct api_worker {
    struct keyring *keyring;
    struct view *view;
    int64_t rested; /* when it last let go of files */
};
void worker_open(struct api *api, struct api_worker *worker);
void worker_close(struct api_worker *worker);
/* After each request: lets go of files now and then. */
void worker_rest(struct api_worker *worker);

struct api {
    struct api_options options;
    struct api_worker *workers;
    struct http_feed *feed;
    struct once *once;
    struct events *events;
    struct trials *trials;
    struct watchset *watchset;
    struct uploads *uploads;
    char upload_url[UPLOAD_URL_TEXT];
    pthread_mutex_t changing;   /* from a look at an ETag until what was changed on its ground */
    atomic_int_fast64_t played; /* when the demo was started last; 0: never */
    struct seal_key cursor_key;
};

struct api_call {
    struct api *api;
    struct api_worker *worker;
    struct http_request *request;
    struct http_answer *answer;
    struct route_match match;
    const struct api_route *route;
    struct arena *arena; /* the request's */
    json_t *body;        /* NULL: none */
    struct span token;   /* the cookie */
    struct guard_actor actor;
    bool signed_in;               /* `actor` is set */
    bool decided;                 /* the gate was asked */
    struct guard_subject subject; /* about this */
    struct field_mask mask;
    struct json json;  /* writes the answer's body */
    struct kept *kept; /* see once.c */
};

/* The value of a parameter, wherever it stands; at NULL when it was not given. */
struct span api_text(const struct api_call *call, const char *name);
int64_t api_number(const struct api_call *call, const char *name, int64_t otherwise);
/* -1: not given, 0: false, 1: true */
int api_flag(const struct api_call *call, const char *name);
/* A member of the body; at NULL when it is not there, or null. */
struct span api_member(const struct api_call *call, const char *name);

/* Asks the gate; false when it said no, and the problem is the answer then. */
bool api_allow(struct api_call *call, struct guard_subject subject);

/* Begins the answer with a JSON body, to be written to call->json. */
void api_answer(struct api_call *call, unsigned status);
/* Without a body. */
void api_answer_empty(struct api_call *call, unsigned status);
void api_etag(struct api_call *call, struct span etag);
/* Whether If-Match, when it came, is for this etag. */
bool api_matches(const struct api_call *call, struct span etag);

/* The answer is this problem: with its own detail, or with a sentence of ours (NULL: its own). */
void api_problem(struct api_call *call, enum problem problem, const char *detail);
/* The same with places at fault. */
void api_faults(struct api_call *call, enum problem problem, const struct check_faults *faults);
/* From the failure of a function, whose sentence is the detail; `missing` is for STATUS_MISSING. */
void api_fail(struct api_call *call, enum status status, enum problem missing);
/* Seconds after which the client may come again. */
void api_retry_after(struct api_call *call, int64_t seconds);
/* There is no such alert, or decision. */
enum problem problem_missing(enum guard_subject_kind kind);
const char *problem_code(enum problem problem);

/* What the gate lets the account see. */
struct view_sight api_sight(const struct api_call *call);
/* Days of `from` and `to`; false when one is none, and the problem is the answer. */
bool api_days(struct api_call *call, int32_t *from, int32_t *to);
/* `limit` and `cursor`; false when the cursor is none of ours, and the problem is the answer. */
bool api_page(struct api_call *call, uint32_t otherwise, struct view_page *out);

/* What the gate is asked about. STATUS_MISSING. (subject.c) */
enum status subject_flight(struct api_call *call, int64_t id, struct guard_subject *out);
enum status subject_traveller(struct api_call *call, int64_t id, struct guard_subject *out);
/* Of a thing that is not there, or cannot be read: so that the gate says who may be told so. */
struct guard_subject subject_missing(enum guard_subject_kind kind, int64_t id);

/* Has the one writer carry out `request`, which is taken; agency (unless it names one) and site of the
 * account go along, and `bytes` behind it. `*answer` (may be NULL) is owned. (author.c) */
enum status author_ask(struct api_call *call, json_t *request, struct span bytes, json_t **answer);

/* ---- what happens (events.c) ---- */

enum status events_start(struct api *api, struct events **out);
void events_stop(struct events *events);
/* What an officer did. */
void events_decided(struct api *api, const struct view_alert *alert);
void events_flight(struct api *api, int64_t flight);

/* Whether an officer may choose this sender. One that is a person of this installation is none: its profile
 * is that of what was loaded last, which is nobody else's business. (sources.c) */
bool source_is_offered(const struct desk_source *source);

/* ---- watchlists (lists.c, listimport.c, watchset.c) ---- */

/* Whether names of listed persons may be shown. */
bool lists_show_names(const struct api_call *call);
/* Schema ListChanges: what `now` changes of `before` (NULL: there was none). */
void lists_put_changes(struct api_call *call, const char *key, const struct watch_list *before,
                       const struct watch_list *now);
/* All versions of the list of that name, by number; `*count` 0: there is none. */
enum status lists_versions(struct api_call *call, struct span name, struct desk_activation **out,
                           size_t *count);
/* The etag of a list whose latest version it is; NULL: of one that is not there yet. */
enum { LIST_ETAG = 64 };
struct span lists_etag(const struct desk_activation *latest, char room[LIST_ETAG]);

/* The set that is in force, compiled when it is first asked for and when the lists have changed, and let
 * go of when nobody asks. */
struct watchset *watchset_new(void);
void watchset_free(struct watchset *watchset); /* NULL is fine */
void watchset_sweep(struct watchset *watchset);
/* Returns a reference. */
enum status watchset_take(struct api_call *call, struct watch **out);

/* ---- files that are tried (trials.c) ---- */

/* A new name, not to be guessed, for what is held in memory; NUL-terminated. */
enum { HELD_ID = 33 };
void held_id(char id[HELD_ID]);

struct trials *trials_new(void);
void trials_free(struct trials *trials);
void trials_sweep(struct trials *trials); /* forgets what is over */
/* The trial of the request, which is in use until it is released; NULL: the answer is there. */
struct trial *trial_take(struct api_call *call);
void trial_release(struct trials *trials, struct trial *trial, bool done);
/* The file of the request; NULL: the answer is there, and the trial was released. */
struct parcel_file *trial_file(struct api_call *call, struct trial *trial);

/* ---- what holders of upload links bring (uploads.c, handin.c, links.c, scope.c, pace.c) ---- */

enum status uploads_open(const char *authored, struct uploads **out);
void uploads_close(struct uploads *uploads); /* NULL is fine */
void uploads_sweep(struct uploads *uploads); /* forgets what is over */
/* Whether the request comes with a link that is good. From any thread. */
bool uploads_admit(struct uploads *uploads, const struct http_request *request);

/* Numbers of messages as the desk keeps them, as an array; the first of them, or 0. */
int64_t link_put_messages(struct json *json, const char *key, struct span messages);

/* Whether what was understood is of the flight that a link is for. */
enum scope { SCOPE_FITS, SCOPE_OTHER, SCOPE_UNTOLD };
enum scope scope_of(struct span flight, const struct image *image);

/* How often something may happen: `burst` times at once, then once in `interval` microseconds, for
 * each of the keys, of which the latest are remembered. Thread-safe. */
enum { PACE_KEYS = 512 };
struct pace {
    pthread_mutex_t lock;
    int64_t burst, interval;
    struct pace_key {
        uint64_t key;
        int64_t due; /* when all would be forgiven */
    } keys[PACE_KEYS];
};
void pace_start(struct pace *pace, int64_t burst, int64_t interval);
/* 0: it may, and counts; else the seconds to wait. `now`: of a clock that is never set back. */
int64_t pace_wait(struct pace *pace, uint64_t key, int64_t now);

/* ---- sessions (session.c) ---- */

/* Reads the cookie and finds who asks. False when that failed, and the problem is the answer. */
bool api_session_read(struct api_call *call);
/* Whether a change comes from our own page; else the problem is the answer. */
bool api_session_guards(struct api_call *call);

/* Whether the request comes with an open session. */
bool api_session_is_open(struct api *api, const struct http_request *request);

/* ---- what is done once (once.c) ---- */

struct once *once_new(void);
void once_free(struct once *once);
void once_sweep(struct once *once); /* forgets what is over */
/* True: go on, and call once_end. False: the answer is there, the first one's (which the gate lets
 * through again) or a problem. Without an Idempotency-Key always true. */
bool once_begin(struct api_call *call);
void once_end(struct api_call *call);

/* ---- pages from memory (files.c) ---- */

/* The page at the request's path, or NULL; the same at the upload page's listener. */
const struct http_file *files_find(const struct http_request *request);
const struct http_file *files_outside(const struct http_request *request);

/* ---- the steps of a request that both listeners take (call.c, session.c) ---- */

/* The path of an operation below /api/v1; at NULL when it is none of this listener's: those for who has an
 * upload link are `outside`, all others at the officers'. */
struct span api_path(const struct http_request *request, bool outside);
/* The most bytes of a body that is no file and no profile. */
enum { API_SMALL_BODY = 64 * 1024 };
/* Parameters and body, by the tables made of the contract; else the problem is the answer. */
bool api_check_request(struct api_call *call);
/* Whether a change comes from a page of this listener, or from no browser. */
bool api_check_origin(struct api_call *call);
/* The handler, whose answer is thrown away when it has not asked the gate. */
void api_run(struct api_call *call);

#define OPERATION(id) void api_##id(struct api_call *call);
#include "operations.inc"
#undef OPERATION

#endif
