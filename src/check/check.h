/* The linter for carriers: a body in, findings out. It tells whoever sends PAXLST or PNRGOV what in a
 * message does not conform to ISO 9735 and to the guides of WCO/IATA/ICAO, where (the byte), and how
 * to mend it. It judges more strictly than decode/ reads: decode/ understands what comes, this says
 * what should have come.
 *
 * One cause gives one finding: behind a fault the reading goes on as if it had been mended. Rules
 * stand in rules.def, the make of the segments in layout.def, their order in places.def, coded values
 * in codes.def. Nothing is read but the body and built-in tables, nothing is kept between calls,
 * nothing reads the clock; any bytes will do. Functions may run in several threads with an arena
 * each. */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"

enum check_severity { CHECK_INFO, CHECK_WARNING, CHECK_ERROR };

/* Which kinds of message a rule looks at. */
enum check_kinds { CHECK_PAXLST = 1, CHECK_PNRGOV = 2, CHECK_BOTH = 3 };

enum check_rule {
#define RULE(name, code, severity, kinds, title, explanation, clause, remedy) RULE_##name,
#include "check/rules.def"
#undef RULE
    CHECK_RULES
};

struct check_rule_info {
    const char *code; /* "unt.count" */
    enum check_severity severity;
    enum check_kinds kinds;
    const char *title, *explanation, *clause, *remedy;
};
const struct check_rule_info *check_rule(enum check_rule rule);

/* Bytes to take out and a text to put in their place, where the mending is known for certain. */
struct check_fix {
    bool known;
    uint32_t at, remove;
    struct span insert;
};

struct check_finding {
    enum check_rule rule;
    enum check_severity severity;
    uint32_t offset, length; /* bytes of the body; length 0: between two bytes, or at the end */
    uint32_t line, column;   /* from 1; a column is a byte of its line */
    uint32_t message;        /* from 1 in the body; 0: none */
    uint32_t segment;        /* from 1 (UNH) in the message; 0: none */
    char tag[4];             /* ends in NUL; "" when there is none */
    struct span found;       /* bytes of the body */
    struct span expected;    /* a text for people; it holds no byte of the body */
    struct check_fix fix;
};

/* Findings in the order of their offsets; all in the arena of the call. */
struct check_report {
    struct check_finding *findings;
    size_t count;
    uint32_t messages, segments;
    unsigned errors, warnings, infos;
    bool over; /* more than CHECK_MOST findings: the rest is left out */
    char grade;
};
enum { CHECK_MOST = 10000 };

/* Works for any bytes. The report borrows `body` and lives in `arena`. */
void check_body(struct span body, struct arena *arena, struct check_report *out);

const char *check_severity_word(enum check_severity severity);

/* ---- the report, appended to `out`; `file` is its name for people ---- */
void check_write_text(const struct check_report *report, struct span body, const char *file,
                      struct buffer *out);
void check_write_json(const struct check_report *report, struct span body, const char *file,
                      struct buffer *out); /* one object, no line end */
/* A page for any number of files: begin, one section a file, end. */
void check_html_begin(struct buffer *out);
void check_write_html(const struct check_report *report, struct span body, const char *file,
                      struct buffer *out);
void check_html_end(struct buffer *out);

/* docs/check-rules.md. */
void check_write_rules(struct buffer *out);

#endif
