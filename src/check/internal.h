/* Shared by the files of check/ alone. */
#ifndef CHECK_INTERNAL_H
#define CHECK_INTERNAL_H

#include "base/clock.h"
#include "check/check.h"
#include "edifact/edifact.h"

/* ---- a body as its segments ---- */

struct element {
    uint16_t position, count; /* repetitions share their position */
    struct piece *parts;
};

/* One segment, or what was mended into one. */
struct segment {
    uint32_t tag;
    char name[4];
    uint32_t begin, end; /* end: of the data, at the terminator */
    struct element *elements;
    uint32_t count;  /* of elements, the tag counted */
    uint32_t number; /* in its message, UNH is 1; 0 outside */
    bool told;       /* something is wrong with the whole of it: nothing more is said */
    bool astray;     /* it stands where no group of it is open */
    bool no_end;     /* the body ends inside of it */
};

enum kind_of_message { OTHER_MESSAGE, PAXLST_MESSAGE, PNRGOV_MESSAGE };

struct message {
    struct segment *segments; /* UNH (or where it should be) .. UNT */
    size_t count;
    enum kind_of_message kind;
    uint32_t number;
    int missing, surplus; /* segments that were found to be: they explain a wrong count */
    int32_t sent_day;     /* of the UNB; NO_DAY */
    bool several_parts;   /* UNH says that it is one of more */
    bool cut;             /* there is no UNT: what is missing at the end is missing with it */
};

enum { NO_DAY = INT32_MIN };

struct check {
    struct span body;
    bool decoded; /* out of a mail: NUL stands where nothing was, and no byte can be mended */
    struct arena *arena;
    struct check_finding *findings;
    size_t count, room;
    bool over;
    struct edifact_marks marks;
    bool exact;   /* the body is of level A: capitals alone */
    bool latin1;  /* a level with letters beyond ASCII: UNOC .. */
    bool settled; /* the marks of the first interchange were judged by all of its segments */
    bool type_b;  /* the interchange came in Type-B lines, which are wrapped */
    bool low_told, wrap_told, trailing_told, gap_told; /* in the message under way */
    uint32_t messages, all_segments;
    struct span reference;         /* of the header that belongs to the trailer under way */
    const struct message *message; /* under way; NULL outside */
};

/* ---- findings (finding.c) ---- */

/* Sorted, one for each cause, counted. */
void check_finish(struct check *check, struct check_report *out);

/* At `offset`, `length` bytes. `expected` is a format; `segment` may be NULL. NULL when there are too
 * many; a finding may move when the next one is told. */
struct check_finding *check_tell(struct check *check, enum check_rule rule,
                                 const struct segment *segment, uint32_t offset, uint32_t length,
                                 const char *expected, ...) __attribute__((format(printf, 6, 7)));
struct check_finding *check_tell_piece(struct check *check, enum check_rule rule,
                                       const struct segment *segment, struct piece piece,
                                       const char *expected, ...)
    __attribute__((format(printf, 5, 6)));
/* NULL is allowed; nothing where the body was decoded. */
void check_mend(struct check *check, struct check_finding *finding, uint32_t at, uint32_t remove,
                const char *insert);

/* ---- reading segments (segments.c) ---- */

/* Component `component` of the first element at `position`; empty, standing where it should be, when
 * there is none. */
struct piece check_get(const struct segment *segment, unsigned position, unsigned component);
struct piece check_item(const struct segment *segment, uint32_t item, unsigned component);
/* The same without blanks at both ends. */
struct span check_code(const struct segment *segment, unsigned position, unsigned component);
struct piece check_trimmed(struct piece piece);
bool check_is(const struct segment *segment, unsigned position, unsigned component,
              const char *wanted);

/* PAXLST and PNRGOV, also with one letter wrong. */
enum kind_of_message check_kind_by_type(struct span type);

/* All segments of the interchange that the reader has begun, told and mended: lost and stray
 * terminators, tags. */
struct segment *check_read_segments(struct check *check, struct edifact_reader *reader,
                                    size_t *count);
struct segment check_copy_segment(struct check *check, const struct edifact_reader *reader);

/* ---- marks.c: UNA and the marks of the UNB against what the body uses ---- */
/* Tells what is wrong and returns the body with those bytes set right (same offsets). */
struct span check_settle_marks(struct check *check, struct span body);

/* ---- tags.c ---- */
/* Tells tags that the kind of message does not have; how many segments are left. */
size_t check_settle_tags(struct check *check, struct segment *segments, size_t count);
/* Whether the word is a tag but for one letter. */
bool check_near_any(struct span word);
void check_set_tag(struct segment *segment, uint32_t tag);
bool check_is_alnum(char c);

/* ---- terminators.c ---- */
/* Where a segment runs on into the next one: the first byte of the next tag, 0 when it does not. */
uint32_t check_find_glued(const struct check *check, const struct segment *segment);
/* What is left of the segment when its data ends at `end`. */
void check_cut_segment(struct segment *segment, uint32_t end);
void check_tell_glued(struct check *check, struct segment *segment, uint32_t next);

/* ---- characters.c ---- */
void check_characters(struct check *check, const struct segment *segment);

/* ---- elements.c ---- */
/* Blanks around `inner`, which is `whole` without them. */
void check_tell_blank(struct check *check, const struct segment *segment, struct piece whole,
                      struct piece inner);
void check_layout(struct check *check, enum kind_of_message kind, struct segment *segment);

/* ---- layout.c ---- */
bool check_tag_known(enum kind_of_message kind, uint32_t tag);
/* Whether the element `item` of `segment` is what the tag is followed by: all of it fits and at least one
 * coded or numbered value speaks for it (a tag that need not be followed by anything: nothing). */
bool check_tag_opens(enum kind_of_message kind, uint32_t tag, const struct segment *segment,
                     uint32_t item);
/* The same without anything that speaks for it. */
bool check_tag_suits(enum kind_of_message kind, uint32_t tag, const struct segment *segment,
                     uint32_t item);
bool check_part_fits(enum kind_of_message kind, uint32_t tag, unsigned position, unsigned component,
                     struct span text);

/* ---- codes.c ---- */
enum value {
#define VALUE(name, rule, what) VALUE_##name,
#include "check/values.def"
#undef VALUE
    VALUES
};
/* Whether the code stands in the list; the list of a VALUE that is none is empty. */
bool check_code_known(enum value value, struct span code);
bool check_has_codes(enum value value);
/* The size of the shortest code that `text` begins (the code that it ends) with, going on; 0: none. */
unsigned check_code_prefix(enum value value, struct span text);
unsigned check_code_suffix(enum value value, struct span text);
/* "20, 34" */
struct span check_code_list(struct check *check, enum value value);

/* ---- values.c ---- */
bool check_value_fits(enum value value, struct span text);
/* Tells what its VALUE does not allow. */
void check_judge(struct check *check, const struct segment *segment, enum value value,
                 struct piece piece);
bool check_is_flight_number(struct span text);
size_t check_designator_size(struct span text); /* of a carrier before a flight number; 0: none */
bool check_all_digits(struct span text);
bool check_all_letters(struct span text);

/* ---- order.c ---- */
void check_order(struct check *check, struct message *message);

/* ---- envelope.c ---- */
void check_interchange(struct check *check, struct segment *segments, size_t count);

/* ---- dates.c ---- */
/* Digits of YYMMDD, CCYYMMDD or DDMMYY with a valid day; two-digit years are read nearest to `near`
 * (or 1970..2069 when NO_DAY). */
enum date_order { YEAR_FIRST, DAY_FIRST };
bool check_read_day(struct span text, enum date_order order, int32_t near, int32_t *day);
bool check_read_time(struct span text, int *minutes); /* hhmm */
/* Latest year not after `flight`. */
bool check_read_birth(struct span text, int32_t flight, int32_t *day);
/* DDMMMYY */
bool check_read_named_day(struct span text, int32_t flight, bool birth, int32_t *day);

/* ---- meaning ---- */
void check_paxlst(struct check *check, struct message *message);
void check_pnrgov(struct check *check, struct message *message);
/* SSR: sensitive services, DOCS. */
void check_service(struct check *check, struct segment *segment, int32_t flight);

/* When a flight leaves and lands, in minutes of local time; where. */
struct hop {
    const struct segment *segment;
    struct piece from, to, leaves, lands;
    int64_t departure, arrival; /* minutes since 1970; -1 not known */
};
/* False when it was told that it is none. */
bool check_port(struct check *check, const struct segment *segment, struct piece port);
void check_hop(struct check *check, const struct hop *hop, int32_t sent_day);

#endif
