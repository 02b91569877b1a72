/* Shared by the files of decode/ alone. */
#ifndef DECODE_INTERNAL_H
#define DECODE_INTERNAL_H

#include "base/clock.h"
#include "decode/decode.h"
#include "decode/limits.h"
#include "edifact/edifact.h"
#include "model/ports.h"
#include "model/years.h"
#include "table/table.h"

enum { DAY_NONE = INT32_MIN };
#define MINUTE_NONE INT64_MIN

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool decode_is_one_of(struct span text, const char *const *words, size_t count)
{
    char first = text.size ? text.at[0] : '\0';
    for (size_t i = 0; i < count; i++)
        if (words[i][0] == first && span_is(text, words[i]))
            return true;
    return false;
}
/* The same of an array. */
#define DECODE_IS_ONE_OF(text, words) decode_is_one_of(text, words, sizeof(words) / sizeof *(words))

/* A flight leg while its segments come in. */
struct leg {
    uint32_t node;                  /* IMAGE_NONE: none is open */
    struct piece where;             /* its segment */
    char segment[4];                /* TDT or TVL */
    struct span carrier, operating; /* as understood */
    struct span number;
    struct span board, off;     /* codes */
    int64_t departure, arrival; /* local minutes since 1970, or MINUTE_NONE */
    bool dated;                 /* a day of departure is known */
    struct piece qualifiers[2]; /* PAXLST: LOC 3227 of both ports */
};

/* All that is known while one body is read. */
struct decoder {
    struct edifact_reader reader;
    struct arena *arena;
    struct image_builder *image;
    struct span home;
    int32_t received_day;
    const uint32_t *sensitive; /* codes as numbers */
    size_t sensitive_count;
    uint32_t sensitive_begins[32]; /* how they begin: sensitive.c */
    uint32_t interchange, message; /* nodes, or IMAGE_NONE */
    uint32_t answer;               /* of a CUSRES: node, or IMAGE_NONE */
    enum kind kind;                /* of the message */
    int32_t sent_day;              /* of the UNB, or DAY_NONE */
    int32_t flight_day;            /* of the message's first leg, or DAY_NONE */
    bool interactive;              /* the UNB says IAPI */
    bool high;                     /* the body has bytes beyond ASCII */
    const uint16_t *charset;       /* what those of the interchange mean; NULL: UTF-8 or Latin-1 */
    bool multipart;                /* the message is one part of several */
    bool understood;               /* something of the message was */
    uint32_t row;                  /* of a table, for sentences; 0: none */
    const struct table_row *cells; /* of that row, to tell in which column a text stands */
    struct leg leg;
    uint16_t seen[ISSUES]; /* issues of the message by code */
    uint32_t first_issue;  /* of the message */
    struct paxlst *paxlst; /* made on first use, kept for the body */
    struct pnrgov *pnrgov;
};

/* What reads the segments of one kind of message. */
struct message_kind {
    const char *type; /* UNH 0065 */
    enum kind kind;
    void (*start)(struct decoder *decoder);
    void (*segment)(struct decoder *decoder);
    void (*end)(struct decoder *decoder);
};
extern const struct message_kind decode_paxlst, decode_pnrgov, decode_cusres;
/* Whether BGM 1001 is that of a CUSRES, of which no other message has one. */
bool decode_is_answer(struct span document);

/* ---- interchange.c ---- */
/* Reads all interchanges; returns where the last one ends, 0 when there is none. */
uint32_t decode_interchanges(struct decoder *decoder);

/* ---- message.c ---- */
/* A MESSAGE node at the current segment; how far it was understood is known when it is closed. */
void decode_open_message(struct decoder *decoder, enum kind kind);
void decode_close_message(struct decoder *decoder);

/* ---- sniff.c ---- */
/* Whether the body is to be read as PNRGOV XML. */
bool decode_is_xml(struct span body);

/* ---- pnrxml_message.c ---- */
/* Reads the decoder's body; returns where it ends. */
uint32_t decode_xml(struct decoder *decoder);

/* manifest.c: reads the body as a table, by the profile of its source. `file`: its name, or empty. */
void decode_manifest(struct decoder *decoder, const struct profile *profile, struct span file);

/* A reader of one segment; tables of them stand in the order of frequency. */
struct segment_reader {
    uint32_t tag;
    void (*read)(struct decoder *decoder);
};
/* Calls the reader for the current segment, or notes that the message does not use it. */
void decode_dispatch(struct decoder *decoder, const struct segment_reader *readers, size_t count);

/* A component of the current segment, without blanks around it. */
static inline struct piece decode_at(const struct decoder *decoder, unsigned position,
                                     unsigned component)
{
    return edifact_code(&decoder->reader, position, component);
}

/* The same of an item: elements with their repetitions, see edifact_from. */
static inline struct piece decode_item(const struct decoder *decoder, uint32_t item,
                                       unsigned component)
{
    return edifact_item_code(&decoder->reader, item, component);
}

/* Walks the items from `position` on. */
#define DECODE_EACH_ITEM(decoder, item, position)                                                  \
    for (uint32_t item = edifact_from(&(decoder)->reader, position);                               \
         item < (decoder)->reader.segment.count; item++)

/* ---- values.c: into the image ---- */
uint32_t decode_node(struct decoder *decoder, enum node_type type, uint32_t parent);
void decode_put(struct decoder *decoder, uint32_t node, enum field field, struct piece piece);
void decode_put_as(struct decoder *decoder, uint32_t node, enum field field, struct span text,
                   struct piece where);
void decode_put_word(struct decoder *decoder, uint32_t node, enum field field, const char *word,
                     struct piece where);
/* Digits only, padding dropped; anything else is an issue. False when nothing was put. */
bool decode_put_count(struct decoder *decoder, uint32_t node, enum field field, struct piece piece);
/* Alpha-3 through the tables; unknown codes as written, with an issue. Returns what was put. */
struct span decode_put_state(struct decoder *decoder, uint32_t node, enum field field,
                             struct piece piece);
void decode_put_date(struct decoder *decoder, uint32_t node, enum field field, struct date date,
                     struct piece where);
/* `seconds` of the day, or -1: the date alone. */
void decode_put_time(struct decoder *decoder, uint32_t node, enum field field, struct date date,
                     int seconds, struct piece where);
/* Something in the current segment; `detail` NULL or a sentence without a traveller's data. */
void decode_issue(struct decoder *decoder, enum issue issue, struct piece where,
                  const char *detail);
/* The same of an earlier segment. */
void decode_issue_at(struct decoder *decoder, enum issue issue, const char *segment,
                     struct piece where, const char *detail);
/* The same of the whole current segment. */
void decode_issue_segment(struct decoder *decoder, enum issue issue, const char *detail);
/* A range from the begin of one piece to the end of the other. */
struct piece decode_across(struct piece from, struct piece to);
struct span decode_without_zeros(struct span text);
/* Components from `first` on of one element, or elements from `first` on, joined by blanks. */
struct piece decode_join(struct decoder *decoder, unsigned position, unsigned first);
struct piece decode_join_elements(struct decoder *decoder, unsigned first);
/* The component, or where it is empty the only other one of the items from `from` on that has what is
 * wanted, with an issue: some write values into a neighbour's place. */
enum slot { SLOT_ANY, SLOT_LETTERS, SLOT_DIGITS };
struct piece decode_slot(struct decoder *decoder, unsigned position, unsigned component,
                         unsigned from, enum slot wanted);
struct span decode_concat(struct decoder *decoder, struct span a, const char *between,
                          struct span b);

/* ---- charset.c ---- */
bool decode_any_high(struct span text);
/* At a UNB: which characters its bytes beyond ASCII are. What is UTF-8 is that, whatever is declared. */
void decode_choose_charset(struct decoder *decoder, struct span syntax);
/* The text as UTF-8: as it is, or a copy in the arena. */
struct span decode_utf8(struct decoder *decoder, struct span text);
/* ---- baggage.c ---- */
/* Reads the body as baggage messages; false, and nothing done, when it holds none. */
bool decode_baggage(struct decoder *decoder);

/* ---- number.c ---- */
/* Without the fillers of a machine-readable zone; with a second reading where the last character may
 * be a check digit. */
void decode_put_document_number(struct decoder *decoder, uint32_t node, struct piece piece);

/* ---- dates.c ---- */
enum date_form { DATE_YMD, DATE_DMY };
bool decode_raw_date(struct span text, enum date_form form, struct raw_date *out);
bool decode_raw_time(struct span text, int *seconds); /* HHMM or HHMMSS */
/* A valid day near `day` (for times of preparation, flights, bookings); false when none. */
bool decode_date_near(const struct raw_date *raw, int32_t day, struct date *out);
/* A date of travel or of preparation. `turned`: in that form it is more than a year from `day`, or no
 * date at all, and in the other it is not; that one was taken. */
bool decode_near_date(struct span text, enum date_form form, int32_t day, struct date *out,
                      bool *turned);
/* The day that dates of the message are read against. */
int32_t decode_reference_day(const struct decoder *decoder);
/* Puts both readings and the issues that go with them; returns whether a date was put. */
bool decode_put_birth(struct decoder *decoder, uint32_t node, enum field field, enum field other,
                      struct piece piece, enum date_form form, enum age age, struct date *out);
/* Whether somebody born then is under two years old on the day of the flight. */
bool decode_is_infant(const struct decoder *decoder, struct date born);
void decode_put_expiry(struct decoder *decoder, uint32_t node, struct piece piece,
                       enum date_form form);
void decode_put_past(struct decoder *decoder, uint32_t node, enum field field, struct piece piece,
                     enum date_form form);
/* DAT, RCI: ddmmyy and hhmm(ss) near the day of sending. */
void decode_put_moment(struct decoder *decoder, uint32_t node, enum field field, struct piece date,
                       struct piece time);

/* ---- names.c ---- */
bool decode_filler(struct span text);
/* Takes titles that are the last tokens of `given` into `title`. */
struct span decode_split_title(struct span given, struct span *title);
bool decode_child_title(struct span title); /* infants, too */
bool decode_infant_title(struct span title);
bool decode_adult_title(struct span title);
/* SMITH/JOHN in the surname's place: cut, with an issue. */
void decode_split_slash(struct decoder *decoder, struct piece *surname, struct piece *given);
/* Surname, given names and title of a traveller; fillers become issues. */
void decode_put_name(struct decoder *decoder, uint32_t node, struct piece surname,
                     struct piece given);
struct person_name {
    struct piece surname, given;
};
/* A name reduced to its letters, for comparing within one booking. */
struct name_key {
    uint64_t surname; /* hash, 0 when empty */
    char given[28];
    uint8_t size;
};
struct name_key decode_name_key(struct span surname, struct span given);
bool decode_same_name(const struct name_key *a, const struct name_key *b);
/* Weaker, for two who are known to belong together otherwise: whether nothing in the given names
 * speaks against one person. Surnames may differ: a child can have either parent's. */
bool decode_can_be_same_name(const struct name_key *a, const struct name_key *b);
/* Weaker still: whether anything in the names speaks for one person. */
bool decode_is_related(const struct name_key *a, const struct name_key *b);

/* ---- flight.c ---- */
void decode_leg_open(struct decoder *decoder, uint32_t parent);
/* "UA0123" is UA and 0123; false, and nothing set, where no carrier stands before a number. */
bool decode_split_number(struct span text, struct span *carrier, struct span *number);
void decode_leg_carrier(struct decoder *decoder, struct piece carrier, struct piece number);
void decode_leg_port(struct decoder *decoder, bool off, struct piece code);
void decode_leg_time(struct decoder *decoder, bool arrival, struct date date, int seconds,
                     struct piece where);
/* CCYYMMDDhhmm or YYMMDDhhmm (DTM), also without the time. */
void decode_leg_moment(struct decoder *decoder, bool arrival, struct piece value);
void decode_leg_close(struct decoder *decoder);

/* ---- contacts.c ---- */
/* A COM composite: number, kind. */
void decode_put_com(struct decoder *decoder, uint32_t parent, struct piece number,
                    struct span kind);
/* Texts such as "CTCE ANNA//EXAMPLE.ORG" or "YY CTC M 998901234567": makes a CONTACT and returns
 * true when there is one in it. */
bool decode_put_ctc(struct decoder *decoder, uint32_t parent, struct piece text);
/* The text of SSR PCTC: name/country and phone/what else; false when it has no phone. */
bool decode_put_emergency(struct decoder *decoder, uint32_t parent, struct piece text);
/* The text of SSR CTCx, `which` its last letter. */
bool decode_put_ctc_text(struct decoder *decoder, uint32_t parent, char which, struct piece text);
/* ADD, one address. */
void decode_put_add(struct decoder *decoder, uint32_t parent, uint32_t item);
/* A phone whose plus was not released stands in an element of its own; true when it does. */
bool decode_put_cut_phone(struct decoder *decoder, uint32_t parent, uint32_t item);

/* ---- sensitive.c ---- */
void decode_sensitive_start(struct decoder *decoder, const struct decode_options *options);
uint32_t decode_code(struct span text); /* four letters as a number, folded; 0 for none */
bool decode_is_sensitive(const struct decoder *decoder, struct span code);
/* Whether a free text names a sensitive service, or tells in words what it is for. */
bool decode_tells_sensitive(const struct decoder *decoder, struct span text);
/* Drops such a text: true, and an issue that has its place and no word of it. */
bool decode_drops(struct decoder *decoder, struct piece text);

#endif
