/* Where the running system takes messages. */
#include "cmd/command.h"
#include "roles/ready.h"
#include "sys/files.h"

enum { MOST_READY = 65536 };

enum status command_intake(const struct words *words, const struct folder *folder,
                           struct buffer *url)
{
    struct buffer ready = {0};
    enum status status = file_read(folder->ready, MOST_READY, &ready);
    struct span address = ready_intake(buffer_span(&ready));
    if (status != STATUS_OK)
        status = status_fail(STATUS_MISSING,
                             "No system is running on %s. `portolan run` starts it; --to names "
                             "another.",
                             words->data);
    else if (address.size == 0)
        status = status_fail(STATUS_MISSING,
                             "The system on %s takes no messages: set intake.https or intake.http "
                             "in its portolan.yaml.",
                             words->data);
    else
        buffer_format(url, "%.*s/v1/messages", (int)address.size, address.at);
    buffer_free(&ready);
    return status;
}
