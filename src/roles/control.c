#include "roles/control.h"

#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include "sys/channel.h"

enum { FRAME_LIMIT = 64 * 1024, ANSWER_MILLISECONDS = 30000 };

/* Receivers ask from the thread that writes and say that they are ready from another. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static enum status receive_answer(const struct control_head *asked, struct buffer *answer,
                                  int *descriptor)
{
    struct buffer frame = {0};
    enum status status =
        channel_receive(CONTROL_DESCRIPTOR, &frame, FRAME_LIMIT, descriptor, ANSWER_MILLISECONDS);
    struct control_head head;
    if (status == STATUS_OK && frame.size < sizeof head)
        status = status_fail(STATUS_IO, "The parent process answered with less than a header.");
    if (status == STATUS_OK) {
        memcpy(&head, frame.at, sizeof head);
        if (head.request != asked->request || head.month != asked->month ||
            head.what != asked->what)
            status = status_fail(STATUS_IO, "The parent process answered another question.");
        else if (head.status != STATUS_OK)
            status = status_fail((enum status)head.status, "%.*s", (int)(frame.size - sizeof head),
                                 frame.at + sizeof head);
        else if (answer)
            buffer_append(answer, frame.at + sizeof head, frame.size - sizeof head);
    }
    if (frame.at)
        seal_wipe(frame.at, frame.size);
    buffer_free(&frame);
    return status;
}

enum status control_ask(struct control_head head, struct span payload, struct buffer *answer,
                        int *descriptor)
{
    struct buffer frame = {0};
    buffer_append(&frame, &head, sizeof head);
    buffer_append(&frame, payload.at, payload.size);
    pthread_mutex_lock(&turn);
    enum status status =
        channel_send(CONTROL_DESCRIPTOR, buffer_span(&frame), -1, ANSWER_MILLISECONDS);
    if (status == STATUS_OK)
        status = receive_answer(&head, answer, descriptor);
    /* An answer that comes after all would be taken for that to the next question. */
    if (status == STATUS_TIMEOUT) {
        shutdown(CONTROL_DESCRIPTOR, SHUT_RDWR);
        status = STATUS_CLOSED;
    }
    pthread_mutex_unlock(&turn);
    buffer_free(&frame);
    return status;
}

static enum status ask_bytes(struct control_head head, void *out, size_t size)
{
    struct buffer answer = {0};
    enum status status = control_ask(head, (struct span){NULL, 0}, &answer, NULL);
    if (status == STATUS_OK && answer.size != size)
        status = status_fail(STATUS_IO, "The parent process sent a key of a wrong size.");
    if (status == STATUS_OK)
        memcpy(out, answer.at, size);
    if (answer.at)
        seal_wipe(answer.at, answer.size);
    buffer_free(&answer);
    return status;
}

enum status control_ask_ending(enum control_request request, enum role_ending *ending,
                               int *descriptor)
{
    struct buffer answer = {0};
    enum status status = control_ask((struct control_head){.request = (int32_t)request},
                                     (struct span){NULL, 0}, &answer, descriptor);
    if (status == STATUS_OK && answer.size != 1)
        status = status_fail(STATUS_IO, "The parent process did not say how a process ended.");
    if (status == STATUS_OK)
        *ending = (enum role_ending)answer.at[0];
    buffer_free(&answer);
    return status;
}

static enum status ask_secret(void *context, int32_t month, enum kind kind, struct seal_key *out)
{
    (void)context;
    return ask_bytes((struct control_head){CONTROL_SECRET, 0, month, (int32_t)kind}, out,
                     sizeof *out);
}

static enum status ask_public(void *context, int32_t month, enum kind kind, struct public_key *out)
{
    (void)context;
    return ask_bytes((struct control_head){CONTROL_PUBLIC, 0, month, (int32_t)kind}, out,
                     sizeof *out);
}

static enum status ask_installation(void *context, enum installation_key key, struct seal_key *out)
{
    (void)context;
    return ask_bytes((struct control_head){CONTROL_INSTALLATION, 0, 0, (int32_t)key}, out,
                     sizeof *out);
}

struct keyring_source control_keys(void)
{
    return (struct keyring_source){NULL, ask_secret, ask_public, ask_installation};
}
