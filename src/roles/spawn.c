#include "roles/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/decoder.h"

/* A helper has nothing to read from or to print to a terminal; its last words go to the log. */
static bool cut_off(void)
{
    int nothing = open("/dev/null", O_RDWR);
    return nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0;
}

/* Keeps the standard descriptors and `given`, which become 3 and so on, and nothing else. Out of
 * their way first, so that the order of dup2 does not matter. */
static bool keep_descriptors(int *given, int count)
{
    for (int i = 0; i < count; i++)
        if ((given[i] = fcntl(given[i], F_DUPFD, CONTROL_DESCRIPTOR + count)) < 0)
            return false;
    for (int i = 0; i < count; i++)
        if (dup2(given[i], CONTROL_DESCRIPTOR + i) < 0)
            return false;
    close_range((unsigned)(CONTROL_DESCRIPTOR + count), ~0U, 0);
    return true;
}

/* In the child. */
static void become(enum role role, const char *data, int control, struct bells bells, pid_t starter)
{
    int given[] = {control, bells.work, bells.news};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != starter) /* it died before the line above */
        _exit(127);
    if (role_is_helper(role) && !cut_off())
        _exit(127);
    if (!keep_descriptors(given, role_is_helper(role) ? 1 : 3))
        _exit(127);
    execl("/proc/self/exe", "portolan", "role", role_word(role), "--data", data, (char *)NULL);
    _exit(127);
}

enum status role_spawn(enum role role, const char *data, struct bells bells, pid_t *pid, int *ours)
{
    int pair[2];
    pid_t starter = getpid();
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return status_fail(STATUS_IO, "No socket pair could be made: %s.", strerror(errno));
    pid_t child = fork();
    if (child == 0)
        become(role, data, pair[1], bells, starter);
    close(pair[1]);
    if (child < 0) {
        close(pair[0]);
        return status_fail(STATUS_IO, "No process could be started: %s.", strerror(errno));
    }
    *pid = child;
    *ours = pair[0];
    return STATUS_OK;
}

enum role_ending role_ending(int how)
{
    static const int from_outside[] = {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof from_outside / sizeof *from_outside; i++)
        if (WIFSIGNALED(how) && WTERMSIG(how) == from_outside[i])
            return ENDING_KILLED;
    return ENDING_OWN;
}

enum role_ending role_end(pid_t *pid)
{
    int how = 0;
    if (*pid <= 0)
        return ENDING_NONE;
    kill(*pid, SIGKILL);
    waitpid(*pid, &how, 0);
    *pid = 0;
    return role_ending(how);
}

void own_decoder_end(struct own_decoder *decoder)
{
    role_end(&decoder->pid);
}

enum status own_decoder_fresh(void *context, int *socket, bool *killed)
{
    struct own_decoder *decoder = context;
    *killed = role_end(&decoder->pid) == ENDING_KILLED;
    return role_spawn(ROLE_DECODE, "-", (struct bells){-1, -1}, &decoder->pid, socket);
}

/* A decoder for one body, which may end it. */
static struct decoder decoder_of(struct own_decoder *own, const struct config *config)
{
    return (struct decoder){
        .socket = -1, .fresh = own_decoder_fresh, .context = own, .config = config};
}

static enum status end_decoder(struct decoder *decoder, enum status status)
{
    decoder_close(decoder);
    own_decoder_end(decoder->context);
    return status == STATUS_CLOSED || status == STATUS_TIMEOUT
               ? status_fail(STATUS_INPUT, "Reading this message ended the decoder: its memory or "
                                           "its time did not suffice.")
               : status;
}

enum status own_decoder_look(struct own_decoder *own, const struct config *config, int64_t received,
                             struct span body, struct decoder_source source, struct buffer *image,
                             struct buffer *survey)
{
    struct decoder decoder = decoder_of(own, config);
    enum status status = decoder_ready(&decoder);
    if (status == STATUS_OK && image)
        status = decoder_send(&decoder, received, body, source);
    if (status == STATUS_OK && image)
        status = decoder_answer(&decoder, image, NULL);
    if (status == STATUS_OK && survey)
        status = decoder_survey(&decoder, body, survey);
    return end_decoder(&decoder, status);
}

static enum status propose(struct own_decoder *own, const struct config *config,
                           enum decoder_wanted wanted, struct span body, struct span file,
                           struct buffer *out)
{
    struct decoder decoder = decoder_of(own, config);
    enum status status = decoder_ready(&decoder);
    if (status == STATUS_OK)
        status = decoder_propose(&decoder, wanted, body, file, out);
    return end_decoder(&decoder, status);
}

enum status own_decoder_propose(const struct config *config, struct span body, struct span file,
                                struct buffer *profile)
{
    struct own_decoder own = {0};
    return propose(&own, config, DECODER_PROPOSE, body, file, profile);
}

enum status own_decoder_columns(struct own_decoder *own, const struct config *config,
                                struct span body, struct buffer *columns)
{
    return propose(own, config, DECODER_COLUMNS, body, (struct span){NULL, 0}, columns);
}

enum status own_decoder_read(const struct config *config, int64_t received, struct span body,
                             struct decoder_source source, struct buffer *bytes,
                             struct image *image)
{
    struct own_decoder own = {0};
    enum status status = own_decoder_look(&own, config, received, body, source, bytes, NULL);
    return status == STATUS_OK ? image_open(buffer_span(bytes), image) : status;
}
