/* The commands of the `portolan` binary: one table in main.c, one file each.
 *
 * Exit codes: 0 done; 1 it could not be done (a sentence on standard error says why); 2 the
 * command's words are off; 3 there is no such thing; 4 the answer is no (a check failed, a rebuild
 * lost a decision); `mrz` has its own. With --json every command that shows something prints JSON, one object a line. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/json.h"
#include "desk/desk.h"
#include "journal/journal.h"
#include "model/person.h"
#include "roles/roles.h"
#include "seal/folder.h"
#include "store/progress.h"
#include "store/travel.h"
#include "view/view.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_MISSING = 3, EXIT_NO = 4 };

/* The words after the command, taken apart. Options that the command does not have are an error
 * before it runs. */
struct words {
    const char *command; /* "list import" */
    const char **plain;  /* those that are no options */
    int count;
    const char *data; /* --data */
    bool json, summary, follow, flights, once, force, all, keep, html, rules, dry, show, at_once,
        live, again, with_list, exhaustive, preview, second_approval, no_second_approval;
    const char *to, *name, *credential, *format, *severity, *routing, *note, *seen, *as, *basis,
        *agency, *site, *role, *full_name, *date, *profile, *flight, *hours, *days, *start,
        *persons, *seed, *out, *params, *list, *credentials, *speed, *threshold, *valid_until,
        *document, *state, *purpose;
    const char *lists[64]; /* each --list */
    int list_count;
};

int command_run(const struct words *words);
int command_role(const struct words *words);
int command_decode(const struct words *words);
int command_check(const struct words *words);
int command_load(const struct words *words);
int command_mrz(const struct words *words);
int command_send(const struct words *words);
int command_play(const struct words *words);
int command_source(const struct words *words);
int command_drift(const struct words *words);
int command_profile(const struct words *words);
int command_link(const struct words *words);
int command_user(const struct words *words);
int command_audit(const struct words *words);
int command_list(const struct words *words);
int command_list_import(const struct words *words);
int command_list_preview(const struct words *words);
int command_list_diff(const struct words *words);
int command_alerts(const struct words *words);
int command_flight(const struct words *words);
int command_traveller(const struct words *words);
int command_message(const struct words *words);
int command_decide(const struct words *words);
int command_memory(const struct words *words);
int command_pair(const struct words *words);
int command_rebuild(const struct words *words);
int command_dump(const struct words *words);
int command_simulate(const struct words *words);
int command_score(const struct words *words);
int command_watch(const struct words *words);
int command_status(const struct words *words);
int command_lookup(const struct words *words);
int command_secrets(const struct words *words);
int command_config(const struct words *words);

/* "portolan: SENTENCE" on standard error; the exit code for the status. */
int command_fail(enum status status);
/* The same with a sentence of its own. */
int command_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

struct json_t;
/* Takes a request of authoring (a JSON object, borrowed) to the running system, or carries it out. */
enum status command_request(const struct system *system, struct json_t *request,
                            struct buffer *answer);
/* The same for a command that does nothing else; takes the request. The exit code; `members` (may be
 * NULL) gets the answer's, owned, when all went well. */
int command_ask(const struct words *words, struct json_t *request, struct json_t **members);
/* The address at which the system of the folder takes messages, appended; STATUS_MISSING. */
enum status command_intake(const struct words *words, const struct folder *folder,
                           struct buffer *url);
/* A file that the command's words name; `-` is standard input. Appended to `body`. */
enum status command_read(const char *path, size_t most, struct buffer *body);

/* Reads a source profile that --profile names, and insists that it can be used: appended to `text`.
 * Nothing for NULL. */
enum status command_profile_text(const char *path, struct buffer *text);
/* The name of a path's file, without its folder; empty for standard input. */
struct span command_file_name(const char *path);

/* Puts a text into a request, unless it is NULL. */
void command_put(struct json_t *request, const char *name, const char *value);
/* The text of an object's member; "" when there is none. Borrows the object. */
const char *command_text(const struct json_t *object, const char *name);

/* ---- a data folder as its owner looks at it ---- */

struct console {
    struct system system;
    struct secrets_folder *secrets;
    struct keyring *keyring;
    struct view *view;
    struct store *store;            /* the view's; NULL: nothing was derived yet */
    struct journal_reader *journal; /* the view's; NULL: nothing was received yet */
    struct desk *desk;              /* the view's; NULL: nothing was authored yet */
    struct arena arena;
};

/* Folder and settings only. */
enum status system_open(const struct words *words, struct system *out);
void system_close(struct system *system);

/* Everything for reading. */
enum status console_open(const struct words *words, struct console *out);
void console_close(struct console *console);

/* One line in authored/access.log: when, who, what, of whom. Nothing is shown when it cannot be
 * written. `subject` is an id, never a name. */
enum status console_access(const struct console *console, const char *what, const char *subject);

/* ---- printing ---- */

/* Writes the buffer to standard output and empties it. STATUS_CLOSED when nobody reads. */
enum status print_out(struct buffer *out);

/* The flight as "HY272 TAS-IST 2026-11-22", into `out`. */
void print_flight(struct buffer *out, const struct store_flight *flight);

/* What a sender or an author wrote, as UTF-8 for people: characters that would steer the terminal
 * become blanks. Every text from outside that is not JSON goes through here. */
void print_harmless(struct buffer *out, struct span text);

/* Bytes of a message around begin..begin+size, on one line with the range between marks, control
 * characters shown as blanks and numbers of cards as stars. */
void print_excerpt(struct buffer *out, struct span body, size_t begin, size_t size);

#endif
