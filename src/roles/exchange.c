#include "roles/exchange.h"

#include <poll.h>
#include <sodium.h>
#include <unistd.h>

#include "base/clock.h"
#include "roles/spawn.h"
#include "sys/channel.h"

enum {
    SEND_MILLISECONDS = 5000,
    SLICE_MILLISECONDS = 250,
    GRACE_SECONDS = 5, /* beyond the service's own time, for the process to say so */
    ID_BYTES = 16
};

/* In slices, so that a service that is slow does not delay the end of the system. */
static enum status await(int socket, int64_t seconds, int stop, struct buffer *frame)
{
    int64_t until = clock_monotonic() + (seconds + GRACE_SECONDS) * MICROS_PER_SECOND;
    struct pollfd polled = {stop, POLLIN, 0};
    enum status status = STATUS_TIMEOUT;
    while (status == STATUS_TIMEOUT && clock_monotonic() < until && poll(&polled, 1, 0) <= 0)
        status = channel_receive(socket, frame, LOOKUP_MOST_FRAME, NULL, SLICE_MILLISECONDS);
    return status;
}

static void wipe(struct buffer *buffer)
{
    if (buffer->at)
        seal_wipe(buffer->at, buffer->size);
    buffer_free(buffer);
}

enum status exchange_ask(int socket, int64_t seconds, int stop,
                         const struct lookup_question *question, struct arena *arena,
                         struct lookup_answer *out)
{
    struct buffer frame = {0}, reply = {0};
    lookup_question_pack(question, &frame);
    enum status status = channel_send(socket, buffer_span(&frame), -1, SEND_MILLISECONDS);
    if (status == STATUS_OK)
        status = await(socket, seconds, stop, &reply);
    if (status == STATUS_OK)
        status = lookup_answer_unpack(buffer_span(&reply), arena, out);
    wipe(&frame);
    wipe(&reply);
    return status;
}

enum status exchange_once(const struct system *system, int64_t seconds,
                          const struct lookup_question *question, struct arena *arena,
                          struct lookup_answer *out)
{
    pid_t pid = 0;
    int socket;
    out->result = LOOKUP_NOT_ASKED;
    enum status status =
        role_spawn(ROLE_LOOKUP, system->folder.data, (struct bells){-1, -1}, &pid, &socket);
    if (status != STATUS_OK)
        return status;
    out->result = LOOKUP_NO_ANSWER;
    status = exchange_ask(socket, seconds, -1, question, arena, out);
    close(socket);
    role_end(&pid);
    return status;
}

void exchange_name(struct lookup_question *question, struct arena *arena)
{
    unsigned char bytes[ID_BYTES];
    char id[2 * ID_BYTES + 1];
    randombytes_buf(bytes, sizeof bytes);
    question->id = arena_copy(arena, span_of(sodium_bin2hex(id, sizeof id, bytes, sizeof bytes)));
}
