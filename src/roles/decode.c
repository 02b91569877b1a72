#include <signal.h>

#include "pipeline/decoder.h"
#include "roles/roles.h"

enum status decode_run(void)
{
    /* Control-C and some service managers signal all processes of a group; the message under way is
     * to be read to its end. The decoder ends when `screen` closes its socket. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    return decoder_serve(CONTROL_DESCRIPTOR);
}
