/* What an answer to a message means for who sends. */
#ifndef SIM_PLAY_ANSWER_H
#define SIM_PLAY_ANSWER_H

#include <stdint.h>

#include "base/span.h"

enum play_verdict {
    PLAY_TAKEN,       /* 201: it is on the other side's disk */
    PLAY_REFUSED,     /* this message is not wanted; others may be */
    PLAY_WAIT,        /* later: full, or too fast */
    PLAY_UNREACHABLE, /* nobody answers, or not as one who works; to be tried again for a while */
    PLAY_DENIED,      /* the credential does not count */
    PLAY_NO_INTAKE,   /* what answers there takes no messages */
    PLAY_HOPELESS     /* it cannot be asked: the URL, the certificate */
};

struct play_answer {
    int failure;         /* CURLcode */
    long code;           /* HTTP */
    int64_t retry_after; /* seconds; 0: none was told */
    struct span body;
};

enum play_verdict play_judge(const struct play_answer *answer);

enum { PLAY_CODE = 48 };
/* Why it was refused: the `code` of the problem in the body, else "HTTP 413". */
void play_answer_code(const struct play_answer *answer, char out[PLAY_CODE]);
/* A 201 whose receipt says that the system had the message already. */
int play_answer_is_duplicate(const struct play_answer *answer);

#endif
