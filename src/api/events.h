/* Private to events.c and streams.c: the thread that tells what happens, and who hears it. */
#ifndef API_EVENTS_H
#define API_EVENTS_H

#include "api/internal.h"

/* Who hears what. */
enum { HEARS_PROGRESS = 1, HEARS_FLIGHTS = 2, HEARS_ALERTS = 4, HEARS_PROTECT = 8 };

/* The session behind an open stream. */
struct stream_session {
    int64_t session;
    char token[GUARD_TOKEN_TEXT];
    bool fresh; /* asked for since the last check */
};

struct events {
    struct api *api;
    struct api_worker worker;
    pthread_t thread;
    int stop;
    int64_t news, worked, received, pairings; /* the last that was told */
    int64_t told_progress, checked_sessions;
    pthread_mutex_t lock; /* of what follows */
    struct stream_session *sessions;
    size_t session_count, session_room;
};

/* Ends streams whose session is over or locked, and tells their pages. (streams.c) */
void streams_check(struct events *events);

#endif
