#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "cmd/command.h"
#include "seal/seal.h"
#include "sys/sandbox.h"

/* ---- the tables ---- */

enum option {
    OPTION_DATA,
    OPTION_JSON,
    OPTION_SUMMARY,
    OPTION_FOLLOW,
    OPTION_ONCE,
    OPTION_FORCE,
    OPTION_TO,
    OPTION_NAME,
    OPTION_CREDENTIAL,
    OPTION_FORMAT,
    OPTION_SEVERITY,
    OPTION_ROUTING,
    OPTION_NOTE,
    OPTION_SEEN,
    OPTION_AS,
    OPTION_BASIS,
    OPTION_AGENCY,
    OPTION_SITE,
    OPTION_ALL,
    OPTION_FLIGHTS,
    OPTION_ROLE,
    OPTION_FULL_NAME,
    OPTION_KEEP,
    OPTION_DATE,
    OPTION_PROFILE,
    OPTION_HTML,
    OPTION_RULES,
    OPTION_FLIGHT,
    OPTION_HOURS,
    OPTION_CREDENTIALS,
    OPTION_SPEED,
    OPTION_AT_ONCE,
    OPTION_LIVE,
    OPTION_AGAIN,
    OPTION_WITH_LIST,
    OPTION_DAYS,
    OPTION_START,
    OPTION_PERSONS,
    OPTION_SEED,
    OPTION_OUT,
    OPTION_PARAMS,
    OPTION_DRY,
    OPTION_SHOW,
    OPTION_LIST,
    OPTION_THRESHOLD,
    OPTION_EXHAUSTIVE,
    OPTION_SECOND_APPROVAL,
    OPTION_NO_SECOND_APPROVAL,
    OPTION_PREVIEW,
    OPTION_UNTIL,
    OPTION_DOCUMENT,
    OPTION_STATE,
    OPTION_PURPOSE,
    OPTIONS
};
#define BIT(option) (UINT64_C(1) << OPTION_##option)

static const struct {
    const char *word;
    size_t at; /* in struct words */
    bool flag;
    const char *value, *help;
} options[OPTIONS] = {
    [OPTION_DATA] = {"--data", offsetof(struct words, data), false, "FOLDER",
                     "the data folder (else $PORTOLAN_DATA, else ./data)"},
    [OPTION_JSON] = {"--json", offsetof(struct words, json), true, "",
                     "print JSON, one object a line"},
    [OPTION_SUMMARY] = {"--summary", offsetof(struct words, summary), true, "",
                        "one line a file: what was understood of it"},
    [OPTION_FOLLOW] = {"--follow", offsetof(struct words, follow), true, "",
                       "go on printing what comes"},
    [OPTION_ONCE] = {"--once", offsetof(struct words, once), true, "",
                     "with --follow: end after the first"},
    [OPTION_FORCE] = {"--force", offsetof(struct words, force), true, "",
                      "take a list that has no entry or has shrunk; make a world anew"},
    [OPTION_TO] = {"--to", offsetof(struct words, to), false, "URL",
                   "where to send (else the running system of the data folder)"},
    [OPTION_NAME] = {"--name", offsetof(struct words, name), false, "NAME", "the list's name"},
    [OPTION_CREDENTIAL] = {"--credential", offsetof(struct words, credential), false, "TOKEN|@FILE",
                           "what `source add` printed (else $PORTOLAN_CREDENTIAL)"},
    [OPTION_FORMAT] = {"--format", offsetof(struct words, format), false, "un|csv",
                       "the list's format (else by its looks)"},
    [OPTION_SEVERITY] = {"--severity", offsetof(struct words, severity), false, "WORD",
                         "of entries without their own: critical, high, medium, low"},
    [OPTION_ROUTING] = {"--routing", offsetof(struct words, routing), false, "TEAM",
                        "who gets the alerts"},
    [OPTION_NOTE] = {"--note", offsetof(struct words, note), false, "TEXT", "kept sealed"},
    [OPTION_SEEN] = {"--seen", offsetof(struct words, seen), false, "MARK",
                     "what `traveller` and `alerts` show of the alert that was looked at"},
    [OPTION_AS] = {"--as", offsetof(struct words, as), false, "canonical",
                   "leave out sequences and times, to compare two folders"},
    [OPTION_BASIS] = {"--legal-basis", offsetof(struct words, basis), false, "TEXT",
                      "the law on whose ground it is held"},
    [OPTION_AGENCY] = {"--agency", offsetof(struct words, agency), false, "NAME", "whose it is"},
    [OPTION_SITE] = {"--site", offsetof(struct words, site), false, "NAME", "where it stands"},
    [OPTION_ALL] = {"--all", offsetof(struct words, all), true, "",
                    "withdrawn or over ones too; with --follow: from the beginning"},
    [OPTION_FLIGHTS] = {"--flights", offsetof(struct words, flights), true, "",
                        "with --follow: a line for every message, too"},
    [OPTION_ROLE] = {"--role", offsetof(struct words, role), false, "ROLE",
                     "analyst, supervisor, officer, dpo, liaison or administrator"},
    [OPTION_FULL_NAME] = {"--full-name", offsetof(struct words, full_name), false, "TEXT",
                          "the person's name, as pages show it"},
    [OPTION_KEEP] = {"--keep", offsetof(struct words, keep), true, "",
                     "store what was loaded, without a question"},
    [OPTION_DATE] =
        {"--date", offsetof(struct words, date), false, "YYYY-MM-DD",
         "the day against which two-digit years are read; of a flight, the local day of departure"},
    [OPTION_PROFILE] = {"--profile", offsetof(struct words, profile), false, "FILE",
                        "a source profile: how to read tables (CSV, XLSX, JSON, ..); of "
                        "`simulate` a world's: uz, id, az or a file"},
    [OPTION_HTML] = {"--html", offsetof(struct words, html), true, "", "print one page of HTML"},
    [OPTION_RULES] = {"--rules", offsetof(struct words, rules), true, "",
                      "print the rules, as docs/check-rules.md has them"},
    [OPTION_FLIGHT] = {"--flight", offsetof(struct words, flight), false, "NUMBER",
                       "for this flight alone, which departs on the day of --date"},
    [OPTION_HOURS] = {"--hours", offsetof(struct words, hours), false, "N",
                      "how long it is good for (else upload.link-hours)"},
    [OPTION_CREDENTIALS] = {"--credentials", offsetof(struct words, credentials), false, "FILE",
                            "with --to: a line SOURCE TOKEN each (else $PORTOLAN_CREDENTIALS)"},
    [OPTION_SPEED] = {"--speed", offsetof(struct words, speed), false, "X",
                      "X seconds of the world in one second, from the first message unsent"},
    [OPTION_AT_ONCE] = {"--as-fast-as-possible", offsetof(struct words, at_once), true, "",
                        "do not wait for a message's time (this is the default)"},
    [OPTION_LIVE] = {"--live", offsetof(struct words, live), true, "",
                     "the world's time is now: what is due at once, the rest at its minute"},
    [OPTION_AGAIN] = {"--again", offsetof(struct words, again), true, "",
                      "from the first message, whatever was sent before"},
    [OPTION_WITH_LIST] = {"--with-list", offsetof(struct words, with_list), true, "",
                          "take in the world's watchlist first, as the list \"watchlist\""},
    [OPTION_DAYS] =
        {"--days", offsetof(struct words, days), false, "N",
         "of a world: days on which flights leave (else 3); of a preview: days of stored "
         "flights (else 7)"},
    [OPTION_START] = {"--start", offsetof(struct words, start), false, "YYYY-MM-DD",
                      "the first of them (else today)"},
    [OPTION_PERSONS] = {"--persons", offsetof(struct words, persons), false, "N",
                        "passengers in all, about (else 2000)"},
    [OPTION_SEED] = {"--seed", offsetof(struct words, seed), false, "N",
                     "the same seed makes the same world (else 1)"},
    [OPTION_OUT] = {"--out", offsetof(struct words, out), false, "FOLDER", "where it goes"},
    [OPTION_PARAMS] = {"--params", offsetof(struct words, params), false, "FILE",
                       "rates that differ from the profile's"},
    [OPTION_DRY] = {"--dry-run", offsetof(struct words, dry), true, "",
                    "make everything, write nothing: figures and hash"},
    [OPTION_SHOW] = {"--show", offsetof(struct words, show), true, "",
                     "print the shipped profile that --profile names"},
    [OPTION_LIST] = {"--list", offsetof(struct words, list), false, "NAME",
                     "the list that DIR/watchlist.csv was imported as (else \"watchlist\")"},
    [OPTION_THRESHOLD] = {"--threshold", offsetof(struct words, threshold), false, "T",
                          "0 to 1; hits score as much"},
    [OPTION_EXHAUSTIVE] = {"--exhaustive", offsetof(struct words, exhaustive), true, "",
                           "compare all names, without the index: slow"},
    [OPTION_SECOND_APPROVAL] =
        {"--second-approval", offsetof(struct words, second_approval), true, "",
         "\"not the same person\" counts only when a second account approved "
         "it; the list keeps this"},
    [OPTION_NO_SECOND_APPROVAL] = {"--no-second-approval",
                                   offsetof(struct words, no_second_approval), true, "",
                                   "from now on the list asks for none any more"},
    [OPTION_PREVIEW] = {"--preview", offsetof(struct words, preview), true, "",
                        "change nothing: show what would change, and whom it would have found"},
    [OPTION_UNTIL] = {"--valid-until", offsetof(struct words, valid_until), false, "DAY",
                      "the last day (UTC) on which the list counts, a time, or none"},
    [OPTION_DOCUMENT] = {"--document", offsetof(struct words, document), false, "NUMBER",
                         "the document to ask about"},
    [OPTION_STATE] = {"--state", offsetof(struct words, state), false, "STATE", "that issued it"},
    [OPTION_PURPOSE] = {"--purpose", offsetof(struct words, purpose), false, "TEXT",
                        "why it is asked (else lookup.purpose); it stands in the audit"},
};

static const struct command {
    const char *words, *arguments, *help;
    int (*run)(const struct words *words);
    uint64_t options;
    int least, most; /* plain words */
} commands[] = {
    {"run", "", "Run the system: receive, decode, screen, serve.", command_run, BIT(DATA), 0, 0},
    {"decode", "FILE..",
     "Show what is understood of messages; stores nothing. - is standard input.", command_decode,
     BIT(DATA) | BIT(JSON) | BIT(SUMMARY) | BIT(PROFILE), 1, 1 << 20},
    {"check", "FILE..",
     "Tell what in messages does not conform, where, and how to mend it. - is standard input.",
     command_check, BIT(JSON) | BIT(HTML) | BIT(RULES), 0, 1 << 20},
    {"load", "FILE..",
     "Try files or zips: show what is understood, then keep it or not. - is standard input.",
     command_load, BIT(DATA) | BIT(KEEP) | BIT(JSON) | BIT(PROFILE), 1, 1 << 20},
    {"mrz", "[FILE]",
     "Read and judge a document's machine-readable zone. - or nothing is standard input.",
     command_mrz, BIT(DATE) | BIT(JSON), 0, 1},
    {"send", "FILE..", "Send files as a carrier does, and print the receipts.", command_send,
     BIT(DATA) | BIT(TO) | BIT(CREDENTIAL) | BIT(JSON), 1, 1 << 20},
    {"play", "DIR",
     "Send the messages of a simulated world as its carriers would; goes on where it was.",
     command_play,
     BIT(DATA) | BIT(TO) | BIT(CREDENTIALS) | BIT(SPEED) | BIT(AT_ONCE) | BIT(LIVE) | BIT(AGAIN) |
         BIT(WITH_LIST) | BIT(JSON),
     1, 1},
    {"source add", "NAME", "Register a sender; prints its credential, once.", command_source,
     BIT(DATA) | BIT(AGENCY) | BIT(SITE) | BIT(BASIS) | BIT(PROFILE) | BIT(JSON), 1, 1},
    {"source set", "NAME",
     "Read the sender's tables by a profile from now on; without --profile by none.",
     command_source, BIT(DATA) | BIT(PROFILE), 1, 1},
    {"source disable", "NAME", "Refuse what the sender sends from now on.", command_source,
     BIT(DATA), 1, 1},
    {"source list", "", "Show the senders.", command_source, BIT(DATA) | BIT(JSON), 0, 0},
    {"source drift", "[NAME]", "Show how senders write, and what changed of that.", command_drift,
     BIT(DATA) | BIT(JSON), 0, 1},
    {"source accept", "NAME [TRAIT [VALUE]]",
     "Say that what changed is the new normal: all of it, or one trait.", command_drift,
     BIT(DATA) | BIT(JSON), 1, 3},
    {"source link", "NAME",
     "Make a link with which somebody hands in something for the sender, once; prints it, once.",
     command_link,
     BIT(DATA) | BIT(FLIGHT) | BIT(DATE) | BIT(HOURS) | BIT(AGENCY) | BIT(SITE) | BIT(JSON), 1, 1},
    {"source links", "", "Show the links, who made them, and what became of them.", command_link,
     BIT(DATA) | BIT(JSON), 0, 0},
    {"source revoke", "LINK", "Take a link back, by its number.", command_link, BIT(DATA), 1, 1},
    {"source try", "PROFILE FILE", "Show what a source profile makes of a file; stores nothing.",
     command_profile, BIT(DATA) | BIT(JSON), 2, 2},
    {"source propose", "FILE", "Propose a profile for a table never seen: YAML, to be checked.",
     command_profile, BIT(DATA), 1, 1},
    {"watch pairs", "PAIRS.tsv",
     "Score two names a line (tab between): prints the threshold, then score and line.",
     command_watch, 0, 1, 1},
    {"watch match", "[FILE..] QUERIES.csv",
     "Screen persons against list files: name,birth_date,nationality,sex,document,phone,email,card.",
     command_watch, BIT(LIST) | BIT(THRESHOLD) | BIT(EXHAUSTIVE) | BIT(JSON), 1, 1 << 20},
    {"list import", "FILE", "Take in a watchlist, or its new version.", command_list,
     BIT(DATA) | BIT(NAME) | BIT(FORMAT) | BIT(SEVERITY) | BIT(ROUTING) | BIT(FORCE) | BIT(BASIS) |
         BIT(AGENCY) | BIT(SITE) | BIT(UNTIL) | BIT(PREVIEW) | BIT(DAYS) | BIT(SECOND_APPROVAL) |
         BIT(NO_SECOND_APPROVAL) | BIT(JSON),
     1, 1},
    {"list retire", "NAME", "Take a list out of force; its versions stay.", command_list,
     BIT(DATA) | BIT(JSON), 1, 1},
    {"list restore", "NAME", "Put a list that was retired in force again.", command_list,
     BIT(DATA) | BIT(JSON), 1, 1},
    {"list diff", "NAME [VERSION [VERSION]]",
     "Show which entries differ between versions: ids and fields, no content.", command_list,
     BIT(DATA) | BIT(JSON), 1, 3},
    {"list show", "[NAME]", "Show the lists, whether they are in force, and their versions.",
     command_list, BIT(DATA) | BIT(JSON), 0, 1},
    {"alerts", "", "Show who was recognised, and why.", command_alerts,
     BIT(DATA) | BIT(JSON) | BIT(FOLLOW) | BIT(FLIGHTS) | BIT(ONCE) | BIT(ALL), 0, 0},
    {"flight", "ID", "Show one flight: what became of it, and of everybody on it.", command_flight,
     BIT(DATA) | BIT(JSON), 1, 1},
    {"traveller", "ID", "Show one traveller: why, who, documents, booking, decisions.",
     command_traveller, BIT(DATA) | BIT(JSON), 1, 1},
    {"message", "ID", "Show one message as it came and what was understood of it.", command_message,
     BIT(DATA) | BIT(JSON), 1, 1},
    {"decide", "ALERT CODE", "Record a person's decision about an alert.", command_decide,
     BIT(DATA) | BIT(NOTE) | BIT(SEEN) | BIT(JSON), 2, 2},
    {"memory forget", "ID",
     "Take back that somebody is known not to be the listed person; alerts rise again.",
     command_memory, BIT(DATA) | BIT(JSON), 1, 1},
    {"memory approve", "ID",
     "Approve, as a second account, that somebody is not the listed person.", command_memory,
     BIT(DATA) | BIT(JSON), 1, 1},
    {"memory", "", "Show what is remembered of false alarms, and how often it kept quiet.",
     command_memory, BIT(DATA) | BIT(ALL) | BIT(JSON), 0, 0},
    {"merge", "TRAVELLER TRAVELLER", "Say that two cards of a flight are one person.", command_pair,
     BIT(DATA) | BIT(JSON), 2, 2},
    {"part", "TRAVELLER TRAVELLER", "Say that they are two; the younger card stands for itself.",
     command_pair, BIT(DATA) | BIT(JSON), 2, 2},
    {"user first", "", "Make the first account, admin; prints its one-time password, once.",
     command_user, BIT(DATA) | BIT(AGENCY) | BIT(SITE) | BIT(JSON), 0, 0},
    {"user add", "NAME", "Make an account; prints its one-time password, once.", command_user,
     BIT(DATA) | BIT(ROLE) | BIT(FULL_NAME) | BIT(AGENCY) | BIT(SITE) | BIT(JSON), 1, 1},
    {"user list", "", "Show the accounts.", command_user, BIT(DATA) | BIT(JSON), 0, 0},
    {"user reset", "NAME", "Give a new one-time password; the second factor is set up anew.",
     command_user, BIT(DATA) | BIT(JSON), 1, 1},
    {"user disable", "NAME", "Let nobody in with this account; its sessions end.", command_user,
     BIT(DATA), 1, 1},
    {"user enable", "NAME", "Let the account in again.", command_user, BIT(DATA), 1, 1},
    {"audit verify", "", "Check that no row of the audit was changed or taken away.", command_audit,
     BIT(DATA) | BIT(JSON), 0, 0},
    {"status", "", "Show how far the work is and what was set aside.", command_status,
     BIT(DATA) | BIT(JSON), 0, 0},
    {"lookup test", "", "Ask the service outside about one document, and print what it holds.",
     command_lookup, BIT(DATA) | BIT(DOCUMENT) | BIT(STATE) | BIT(PURPOSE) | BIT(JSON), 0, 0},
    {"lookup", "", "Show how it stands with the service that is asked outside.", command_lookup,
     BIT(DATA) | BIT(JSON), 0, 0},
    {"rebuild", "", "Make everything derived anew from the messages. The system must be stopped.",
     command_rebuild, BIT(DATA), 0, 0},
    {"dump", "", "Print everything derived, opened, as JSON lines, to compare or to keep.",
     command_dump, BIT(DATA) | BIT(AS), 0, 0},
    {"simulate", "", "Make a world: messages as carriers send them, and the truth beside it.",
     command_simulate,
     BIT(PROFILE) | BIT(DAYS) | BIT(START) | BIT(PERSONS) | BIT(SEED) | BIT(OUT) | BIT(PARAMS) |
         BIT(DRY) | BIT(SHOW) | BIT(FORCE) | BIT(JSON),
     0, 0},
    {"score-against", "DIR",
     "Compare a world that was played with what is stored: who is missing, who was found.",
     command_score, BIT(DATA) | BIT(JSON) | BIT(LIST), 1, 1},
    {"secrets list", "", "Show which secrets there are, by month; never the secrets.",
     command_secrets, BIT(DATA) | BIT(JSON), 0, 0},
    {"config print", "", "Print the settings in force.", command_config, BIT(DATA), 0, 0},
    {"config check", "[FILE]", "Check a settings file.", command_config, BIT(DATA), 0, 1},
    {"config manual", "", "Print what can be set, with units and defaults.", command_config, 0, 0,
     0},
    {"role", "NAME", NULL, command_role, BIT(DATA), 1, 1}, /* started by `run` only */
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* ---- help ---- */

static void print_command_help(const struct command *command)
{
    printf("portolan %s %s\n  %s\n", command->words, command->arguments, command->help);
    for (int o = 0; o < OPTIONS; o++)
        if (command->options & UINT64_C(1) << o)
            printf("    %s %s%*s%s\n", options[o].word, options[o].value,
                   (int)(28 - strlen(options[o].word) - strlen(options[o].value)), "",
                   options[o].help);
}

static void print_help(void)
{
    puts("Portolan " PORTOLAN_VERSION ": passenger data (API and PNR) for a border.\n"
         "\n"
         "First steps:\n"
         "  portolan source add airline       a sender, and its credential\n"
         "  portolan list import list.xml     whom to look for\n"
         "  portolan run                      the system; carriers post to /v1/messages\n"
         "  portolan send --credential TOKEN manifest.edi\n"
         "  portolan alerts --follow          who was recognised\n"
         "  portolan traveller T261122-17     why, with the very bytes\n"
         "\n"
         "Commands (portolan COMMAND --help tells more):");
    for (int c = 0; c < COMMANDS; c++)
        if (commands[c].help)
            printf("  %-15s %-12s %s\n", commands[c].words, commands[c].arguments,
                   commands[c].help);
    puts("\nExit codes: 0 done, 1 could not be done, 2 the words are off, 3 no such thing,\n"
         "4 the answer is no. Settings stand in portolan.yaml in the data folder\n"
         "(portolan config manual).");
}

/* ---- reading the words ---- */

int command_fail(enum status status)
{
    fprintf(stderr, "portolan: %s\n", status_sentence());
    return status == STATUS_USAGE     ? EXIT_USAGE
           : status == STATUS_MISSING ? EXIT_MISSING
                                      : EXIT_FAILED;
}

int command_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("portolan: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return EXIT_USAGE;
}

static const struct command *find_command(int count, char **words, int *used)
{
    for (int c = 0; c < COMMANDS; c++) {
        const char *blank = strchr(commands[c].words, ' ');
        size_t first = blank ? (size_t)(blank - commands[c].words) : strlen(commands[c].words);
        if (strlen(words[0]) != first || strncmp(words[0], commands[c].words, first) != 0 ||
            (blank && (count < 2 || strcmp(words[1], blank + 1) != 0)))
            continue;
        *used = blank ? 2 : 1;
        return &commands[c];
    }
    return NULL;
}

static int unknown_command(const char *word)
{
    bool group = false;
    for (int c = 0; c < COMMANDS; c++) {
        size_t size = strlen(word);
        if (strncmp(commands[c].words, word, size) == 0 && commands[c].words[size] == ' ') {
            print_command_help(&commands[c]);
            group = true;
        }
    }
    if (group)
        return EXIT_USAGE;
    return command_usage("There is no command \"%s\". `portolan --help` shows all.", word);
}

static int find_option(const char *word, size_t size)
{
    for (int o = 0; o < OPTIONS; o++)
        if (strlen(options[o].word) == size && strncmp(options[o].word, word, size) == 0)
            return o;
    return -1;
}

/* One option at words[*at]; moves *at past it. 0, or an exit code. */
static int read_option(const struct command *command, int count, char **words, int *at,
                       struct words *out)
{
    const char *word = words[*at], *equal = strchr(word, '=');
    int option = find_option(word, equal ? (size_t)(equal - word) : strlen(word));
    if (option < 0 || !(command->options & UINT64_C(1) << option))
        return command_usage("`portolan %s` has no option %s. `portolan %s --help` shows them.",
                             command->words, word, command->words);
    void *place = (char *)out + options[option].at;
    enum { LISTS_MOST = sizeof out->lists / sizeof *out->lists };
    if (options[option].flag) {
        *(bool *)place = true;
    } else if (equal) {
        *(const char **)place = equal + 1;
    } else if (*at + 1 < count) {
        *(const char **)place = words[++*at];
    } else {
        return command_usage("%s needs a value: %s.", word, options[option].value);
    }
    ++*at;
    if (option == OPTION_LIST && out->list_count < LISTS_MOST)
        out->lists[out->list_count++] = out->list;
    return 0;
}

static int read_words(const struct command *command, int count, char **words, struct words *out)
{
    bool only_plain = false;
    for (int i = 0; i < count;) {
        if (!only_plain && strcmp(words[i], "--") == 0) {
            only_plain = true;
            i++;
        } else if (!only_plain && words[i][0] == '-' && words[i][1]) {
            int code = read_option(command, count, words, &i, out);
            if (code)
                return code;
        } else {
            out->plain[out->count++] = words[i++];
        }
    }
    if (out->count < command->least || out->count > command->most)
        return command_usage("Usage: portolan %s %s. `portolan %s --help` tells more.",
                             command->words, command->arguments, command->words);
    return 0;
}

static bool asks_for_help(int count, char **words)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    return false;
}

/* The parent and the commands hold keys and opened rows: no core file, no look by others. */
static enum status start(void)
{
    enum status status = sandbox_harden();
    return status == STATUS_OK ? seal_start() : status;
}

int main(int count, char **argument)
{
    int used;
    if (count < 2 || strcmp(argument[1], "--help") == 0 || strcmp(argument[1], "-h") == 0 ||
        strcmp(argument[1], "help") == 0) {
        print_help();
        return count < 2 ? EXIT_USAGE : EXIT_DONE;
    }
    if (strcmp(argument[1], "--version") == 0) {
        puts("portolan " PORTOLAN_VERSION);
        return EXIT_DONE;
    }
    const struct command *command = find_command(count - 1, argument + 1, &used);
    if (!command)
        return unknown_command(argument[1]);
    if (asks_for_help(count - 1 - used, argument + 1 + used)) {
        print_command_help(command);
        return EXIT_DONE;
    }
    const char *data = getenv("PORTOLAN_DATA");
    struct words words = {.command = command->words,
                          .plain = memory_alloc((size_t)count * sizeof *words.plain),
                          .data = data && data[0] ? data : "data"};
    signal(SIGPIPE, SIG_IGN);
    log_start("portolan", LOG_WARN); /* what a command says it says in sentences */
    int code = read_words(command, count - 1 - used, argument + 1 + used, &words);
    if (code == 0 && !words.data[0])
        code = command_usage("--data names no folder.");
    if (code == 0)
        code = start() == STATUS_OK ? command->run(&words) : command_fail(STATUS_IO);
    free(words.plain);
    return code;
}
