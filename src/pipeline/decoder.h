/* The sandbox in which carriers' bytes are read, seen from both sides of its socket.
 *
 * First frame: the options, answered by one frame when the decoder has shut itself in. Then, for each
 * body: a request (struct decoder_request | profile | file's name | body) and one answer: the flat image and, in a frame of
 * its own, how the body is written (decode/dialect.h); or the survey for people who look at its text. Who asks for
 * images alone may send some requests ahead (`ahead`): their answers are taken in beside (pipeline/answers.h). */
#ifndef PIPELINE_DECODER_H
#define PIPELINE_DECODER_H

#include "base/buffer.h"
#include "base/status.h"
#include "config/config.h"
#include "decode/decode.h"
#include "pipeline/answers.h"

enum decoder_wanted {
    DECODER_IMAGE,   /* what was understood: model/image.h */
    DECODER_SURVEY,  /* where its segments stand: decode/survey.h */
    DECODER_PROPOSE, /* a source profile for a table never seen, as text; empty: it is none */
    DECODER_COLUMNS  /* the same for programs: profile_columns */
};
struct decoder_request {
    int64_t received;       /* microseconds UTC: what the decoder may know of time */
    int64_t wanted;         /* enum decoder_wanted */
    uint32_t profile, file; /* bytes of each */
};

/* What is known of a body beside its bytes; both may be empty. */
struct decoder_source {
    struct span profile; /* that of its source, as text: profile/profile.h */
    struct span file;    /* its file's name */
};

struct decoder {
    int socket;              /* -1: none */
    bool ahead;              /* only images are asked for, several at a time; set once */
    struct answers *answers; /* of the socket, when `ahead` */
    /* Ends the present decoder, if any, and gives the socket of a new one. `*killed`: the one
     * before was ended by a signal that no fault of its own sends. */
    enum status (*fresh)(void *context, int *socket, bool *killed);
    void *context;
    const struct config *config;
    bool killed; /* how the one before the present one ended: see fresh */
};

/* Starts a decoder when there is none, and waits until it has shut itself in. A failure is the
 * environment's: no message can be the cause. */
enum status decoder_ready(struct decoder *decoder);

/* Sends a body. STATUS_CLOSED or STATUS_TIMEOUT when the decoder was lost, or there is none: the
 * socket is closed, and decoder_ready starts another and tells whether the lost one was killed;
 * which says something only after STATUS_CLOSED, as else it was alive and ended for the new one. */
enum status decoder_send(struct decoder *decoder, int64_t received, struct span body,
                         struct decoder_source source);

/* The answer to the last decoder_send into `image` and `dialect` (emptied first; the latter may be
 * NULL). Statuses as above; a decoder whose answer is no image is lost, too: STATUS_INPUT. */
enum status decoder_answer(struct decoder *decoder, struct buffer *image, struct buffer *dialect);

/* Request and answer for the survey of a body, into `survey` (emptied first). Statuses as above. */
enum status decoder_survey(struct decoder *decoder, struct span body, struct buffer *survey);

/* The same for a proposed source profile: DECODER_PROPOSE or DECODER_COLUMNS. STATUS_MISSING: the body
 * is no table. */
enum status decoder_propose(struct decoder *decoder, enum decoder_wanted wanted, struct span body,
                            struct span file, struct buffer *profile);

void decoder_close(struct decoder *decoder);

/* The options of decode/ as the configuration sets them; borrows it. */
struct decode_options decoder_options(const struct config *config);

/* The other side: reads the options, shuts itself in, and answers until the socket closes. */
enum status decoder_serve(int socket);

#endif
