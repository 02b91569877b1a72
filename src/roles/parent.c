#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/desk.h"
#include "guard/accounts.h"
#include "roles/control.h"
#include "roles/ledger.h"
#include "roles/rebuild.h"
#include "roles/spawn.h"
#include "roles/whole.h"
#include "seal/folder.h"
#include "sys/channel.h"
#include "sys/files.h"

/* Who may ask for what: the whole of it. */
static const bool rights[ROLES][CONTROL_REQUESTS] = {
    [ROLE_RECEIVE] = {[CONTROL_PUBLIC] = true,
                      [CONTROL_INSTALLATION] = true,
                      [CONTROL_CERTIFICATE] = true,
                      [CONTROL_READY] = true},
    [ROLE_SCREEN] = {[CONTROL_SECRET] = true,
                     [CONTROL_INSTALLATION] = true,
                     [CONTROL_DECODER] = true,
                     [CONTROL_ENDING] = true,
                     [CONTROL_READY] = true},
    [ROLE_SERVE] = {[CONTROL_SECRET] = true,
                    [CONTROL_INSTALLATION] = true,
                    [CONTROL_CERTIFICATE] = true,
                    [CONTROL_LOOKUP] = true,
                    [CONTROL_READY] = true},
};
static const bool key_rights[ROLES][INSTALLATION_KEYS] = {
    [ROLE_RECEIVE] = {[KEY_DIGEST] = true},
    [ROLE_SCREEN] = {[KEY_INDEX] = true, [KEY_DIGEST] = true, [KEY_LISTS] = true},
    [ROLE_SERVE] = {[KEY_INDEX] = true, [KEY_LISTS] = true, [KEY_DESK] = true, [KEY_DIGEST] = true},
};

enum { FASTEST_RESTARTS = 3, FRAME_LIMIT = 64 * 1024, TALK_MILLISECONDS = 5000 };
#define STOP_TIME (20 * MICROS_PER_SECOND)
#define SLOW_RESTART (2 * MICROS_PER_SECOND)

struct child {
    pid_t pid;   /* 0: not running */
    int control; /* the parent's end; -1: none */
    int64_t started, restart_at;
    int quick_deaths;        /* in a row: the third one makes the next start wait */
    enum role_ending ending; /* of the process before */
};

struct parent {
    struct system *system;
    struct secrets_folder *secrets;
    struct keyring_source keys;
    struct child children[ROLES];
    struct bells bells;
    int signals;
    bool stopping, said;
    int64_t stop_until;
    struct buffer ready[ROLES];         /* what each role says that it listens on */
    char password[GUARD_ONE_TIME_TEXT]; /* of the first account, until it was said; "": none */
};

static void close_if(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

/* `*ours` is this side of the role's descriptor 3. */
static enum status start_child(struct parent *parent, enum role role, int *ours)
{
    struct child *child = &parent->children[role];
    enum status status =
        role_spawn(role, parent->system->folder.data, parent->bells, &child->pid, ours);
    if (status == STATUS_OK) {
        child->started = clock_monotonic();
        log_write(LOG_INFO, EVENT_ROLE_STARTED, "name=%s pid=%d", role_word(role), (int)child->pid);
    }
    return status;
}

static enum status start_role(struct parent *parent, enum role role)
{
    return start_child(parent, role, &parent->children[role].control);
}

static enum status tell_ending(const struct child *child, struct buffer *answer)
{
    char ending = (char)child->ending;
    buffer_append(answer, &ending, sizeof ending);
    return STATUS_OK;
}

/* Who has a helper, and which. */
static const struct {
    enum role role, helper;
} helped[] = {{ROLE_SCREEN, ROLE_DECODE}, {ROLE_SERVE, ROLE_LOOKUP}};
enum { HELPED = sizeof helped / sizeof helped[0] };

/* The one helper is ended and a new one made; its socket goes to the role that it helps. */
static enum status fresh_helper(struct parent *parent, enum role helper, struct buffer *answer,
                                int *socket)
{
    struct child *child = &parent->children[helper];
    if (child->pid > 0)
        child->ending = role_end(&child->pid);
    enum status status = start_child(parent, helper, socket);
    return status == STATUS_OK ? tell_ending(child, answer) : status;
}

/* Of the lines that begin with `prefix` and an address: the address between two texts. */
static void say_lines(struct span addresses, const char *prefix, const char *before,
                      const char *behind)
{
    while (addresses.size) {
        struct span line = span_cut(addresses, '\n', &addresses);
        struct span rest = span_part(line, strlen(prefix), line.size);
        if (span_starts(line, prefix) && span_starts(rest, "http"))
            printf("%s%.*s%s\n", before, (int)rest.size, rest.at, behind);
    }
}

/* Whether somebody can sign in. */
static bool has_accounts(const struct parent *parent)
{
    struct guard *guard = NULL;
    struct arena arena = {0};
    struct guard_account *accounts;
    size_t count = 0;
    if (guard_open(parent->system->folder.authored, GUARD_READ, NULL, NULL, &guard) == STATUS_OK &&
        guard_account_list(guard, &arena, &accounts, &count) != STATUS_OK)
        count = 0;
    guard_close(guard);
    arena_free(&arena);
    return count > 0;
}

/* To people, once; the log is on standard error. */
static void say_ready(struct parent *parent, struct span addresses)
{
    if (parent->said)
        return;
    parent->said = true;
    printf("Portolan runs on the folder %s. Senders post messages to\n",
           parent->system->folder.data);
    say_lines(addresses, "", "  ", "/v1/messages");
    say_lines(addresses, "officers ", "Officers open ", "");
    say_lines(addresses, "upload ", "Upload links begin with ", "");
    if (!has_accounts(parent))
        puts("Nobody can sign in yet: `portolan user first` makes the first account.");
    puts("`portolan alerts --follow` shows who is recognised. Control-C ends it.");
    fflush(stdout);
}

static void write_ready(struct parent *parent)
{
    struct buffer text = {0};
    for (enum role role = 0; role < ROLES; role++)
        if (!role_is_helper(role)) {
            if (parent->ready[role].size == 0)
                goto not_yet;
            buffer_append(&text, parent->ready[role].at, parent->ready[role].size);
        }
    if (file_write(parent->system->folder.ready, buffer_span(&text), 0600) == STATUS_OK) {
        log_write(LOG_INFO, EVENT_ROLE_READY, "name=system");
        say_ready(parent, buffer_span(&text));
    }
not_yet:
    buffer_free(&text);
}

/* A month's secret or public key into `answer`. The ledger is asked before a missing secret is made,
 * and knows a new one before anybody uses it. */
static enum status month_key(struct parent *parent, const struct control_head *head,
                             struct buffer *answer)
{
    const struct keyring_source *keys = &parent->keys;
    const struct folder *folder = &parent->system->folder;
    struct seal_key secret = {0};
    struct public_key public;
    bool whole = head->request == CONTROL_SECRET;
    enum status status = ledger_check(folder, parent->secrets, false);
    if (status == STATUS_OK)
        status =
            whole ? keys->month_secret(keys->context, head->month, (enum kind)head->what, &secret)
                  : keys->month_public(keys->context, head->month, (enum kind)head->what, &public);
    if (status == STATUS_OK)
        status = ledger_check(folder, parent->secrets, true);
    if (status == STATUS_OK && whole)
        buffer_append(answer, &secret, sizeof secret);
    else if (status == STATUS_OK)
        buffer_append(answer, &public, sizeof public);
    seal_wipe(&secret, sizeof secret);
    return status;
}

static enum status installation_key(struct parent *parent, enum role role, int32_t key,
                                    struct buffer *answer)
{
    struct seal_key secret = {0};
    if (key < 0 || key >= INSTALLATION_KEYS || !key_rights[role][key])
        return status_fail(STATUS_DENIED, "The role %s may not have this key.", role_word(role));
    enum status status =
        parent->keys.installation(parent->keys.context, (enum installation_key)key, &secret);
    if (status == STATUS_OK)
        buffer_append(answer, &secret, sizeof secret);
    seal_wipe(&secret, sizeof secret);
    return status;
}

static enum status answer_request(struct parent *parent, enum role role,
                                  const struct control_head *head, struct span payload,
                                  struct buffer *answer, int *descriptor)
{
    if (head->request < 0 || head->request >= CONTROL_REQUESTS || !rights[role][head->request])
        return status_fail(STATUS_DENIED, "The role %s may not ask for this.", role_word(role));
    switch ((enum control_request)head->request) {
    case CONTROL_SECRET:
    case CONTROL_PUBLIC: return month_key(parent, head, answer);
    case CONTROL_INSTALLATION: return installation_key(parent, role, head->what, answer);
    case CONTROL_CERTIFICATE: return secrets_folder_certificate(parent->secrets, answer);
    case CONTROL_DECODER: return fresh_helper(parent, ROLE_DECODE, answer, descriptor);
    case CONTROL_LOOKUP: return fresh_helper(parent, ROLE_LOOKUP, answer, descriptor);
    case CONTROL_ENDING: return tell_ending(&parent->children[role], answer);
    case CONTROL_READY:
        buffer_free(&parent->ready[role]);
        buffer_append(&parent->ready[role], payload.at, payload.size);
        write_ready(parent);
        return STATUS_OK;
    case CONTROL_REQUESTS: break;
    }
    return STATUS_DENIED;
}

/* One request of a role; a role that cannot be talked to is left to die and be restarted. */
static void serve_control(struct parent *parent, enum role role)
{
    struct child *child = &parent->children[role];
    struct buffer frame = {0}, answer = {0};
    int descriptor = -1;
    struct control_head head = {0};
    if (channel_receive(child->control, &frame, FRAME_LIMIT, NULL, TALK_MILLISECONDS) !=
            STATUS_OK ||
        frame.size < sizeof head) {
        close_if(&child->control);
        goto done;
    }
    memcpy(&head, frame.at, sizeof head);
    struct buffer payload = {0};
    enum status status =
        answer_request(parent, role, &head, span_part(buffer_span(&frame), sizeof head, frame.size),
                       &payload, &descriptor);
    head.status = (int32_t)status;
    if (status != STATUS_OK)
        buffer_text(&payload, status_sentence());
    buffer_append(&answer, &head, sizeof head);
    buffer_append(&answer, payload.at, payload.size);
    if (channel_send(child->control, buffer_span(&answer), descriptor, TALK_MILLISECONDS) !=
        STATUS_OK)
        close_if(&child->control);
    if (payload.at)
        seal_wipe(payload.at, payload.size);
    buffer_free(&payload);
done:
    if (answer.at)
        seal_wipe(answer.at, answer.size);
    buffer_free(&answer);
    buffer_free(&frame);
    close_if(&descriptor);
}

/* Nobody else can end a helper that hangs. */
static void end_helper(struct parent *parent, enum role role)
{
    for (int i = 0; i < HELPED; i++)
        if (helped[i].role == role && parent->children[helped[i].helper].pid > 0)
            kill(parent->children[helped[i].helper].pid, SIGKILL);
}

static void child_ended(struct parent *parent, enum role role, int how)
{
    struct child *child = &parent->children[role];
    int64_t now = clock_monotonic();
    child->pid = 0;
    child->ending = role_ending(how);
    close_if(&child->control);
    end_helper(parent, role);
    if (parent->stopping)
        return;
    bool quick = now - child->started < MICROS_PER_SECOND;
    child->quick_deaths = quick ? child->quick_deaths + 1 : 0;
    child->restart_at = child->quick_deaths < FASTEST_RESTARTS ? now : now + SLOW_RESTART;
    log_write(LOG_WARN, EVENT_ROLE_DIED, "name=%s %s=%d", role_word(role),
              WIFSIGNALED(how) ? "signal" : "code",
              WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
}

static void reap(struct parent *parent)
{
    int how;
    pid_t pid;
    while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
        for (enum role role = 0; role < ROLES; role++)
            if (parent->children[role].pid == pid)
                child_ended(parent, role, how);
}

/* A helper ends with whom it helps: a message that the decoder works on must not be blamed for its end. */
static void begin_stop(struct parent *parent)
{
    parent->stopping = true;
    parent->stop_until = clock_monotonic() + STOP_TIME;
    for (enum role role = 0; role < ROLES; role++)
        if (!role_is_helper(role) && parent->children[role].pid > 0)
            kill(parent->children[role].pid, SIGTERM);
    for (int i = 0; i < HELPED; i++)
        if (parent->children[helped[i].role].pid == 0)
            end_helper(parent, helped[i].role);
}

static void read_signals(struct parent *parent)
{
    struct signalfd_siginfo info;
    while (read(parent->signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo != SIGCHLD && !parent->stopping)
            begin_stop(parent);
    reap(parent);
}

/* A helper is started when it is asked for, never by itself. */
static void restart_due(struct parent *parent)
{
    for (enum role role = 0; role < ROLES && !parent->stopping; role++) {
        struct child *child = &parent->children[role];
        if (role_is_helper(role) || child->pid > 0 || clock_monotonic() < child->restart_at)
            continue;
        if (start_role(parent, role) != STATUS_OK) {
            log_write(LOG_ERROR, EVENT_ENVIRONMENT, "text=\"%s\"", status_sentence());
            child->restart_at = clock_monotonic() + SLOW_RESTART;
        }
    }
}

static bool anyone_left(const struct parent *parent)
{
    for (enum role role = 0; role < ROLES; role++)
        if (parent->children[role].pid > 0)
            return true;
    return false;
}

static void loop(struct parent *parent)
{
    restart_due(parent); /* all of them, now */
    while (!parent->stopping || anyone_left(parent)) {
        struct pollfd polled[ROLES + 1];
        for (int role = 0; role < ROLES; role++)
            polled[role] = (struct pollfd){parent->children[role].control, POLLIN, 0};
        polled[ROLES] = (struct pollfd){parent->signals, POLLIN, 0};
        poll(polled, ROLES + 1, 500);
        if (polled[ROLES].revents)
            read_signals(parent);
        for (enum role role = 0; role < ROLES; role++)
            if (polled[role].revents && polled[role].fd == parent->children[role].control)
                serve_control(parent, role);
        restart_due(parent);
        if (parent->stopping && clock_monotonic() > parent->stop_until)
            for (enum role role = 0; role < ROLES; role++)
                if (parent->children[role].pid > 0)
                    kill(parent->children[role].pid, SIGKILL);
    }
}

static enum status open_signals(struct parent *parent)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    parent->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    parent->bells.work = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    parent->bells.news = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (parent->signals < 0 || parent->bells.work < 0 || parent->bells.news < 0)
        return status_fail(STATUS_IO, "The parent process cannot wait for signals: %s.",
                           strerror(errno));
    return STATUS_OK;
}

enum status parent_run(struct system *system)
{
    struct parent parent = {.system = system, .bells = {-1, -1}, .signals = -1};
    struct desk *desk = NULL;
    int lock = -1;
    for (int i = 0; i < ROLES; i++)
        parent.children[i].control = -1;
    log_start("parent", LOG_INFO);
    enum status status = file_make_folder(system->folder.run);
    if (status == STATUS_OK)
        status = file_lock(system->folder.lock, &lock);
    if (status == STATUS_OK)
        status = ledger_open(&system->folder, &parent.secrets);
    if (status == STATUS_OK)
        status = whole_check(&system->folder, parent.secrets);
    if (status == STATUS_OK) /* so that `receive` finds the table of sources */
        status = desk_open(system->folder.authored, DESK_WRITE, NULL, &desk);
    desk_close(desk);
    if (status == STATUS_OK)
        status = rebuild_settle(system, parent.secrets);
    if (status == STATUS_OK)
        status = open_signals(&parent);
    if (status == STATUS_OK) {
        unlink(system->folder.ready);
        parent.keys = secrets_folder_source(parent.secrets);
        loop(&parent);
        unlink(system->folder.ready);
        log_write(LOG_INFO, EVENT_ROLE_STOPPED, "name=system");
    }
    close_if(&parent.signals);
    close_if(&parent.bells.work);
    close_if(&parent.bells.news);
    for (int i = 0; i < ROLES; i++)
        buffer_free(&parent.ready[i]);
    secrets_folder_close(parent.secrets);
    if (lock >= 0)
        file_unlock(lock);
    return status;
}
