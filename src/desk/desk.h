/* What people author: sources, lists, decisions. The folder is `authored/` of the data folder:
 *
 *   desk.db                 rows (synchronous=FULL); notes sealed under KEY_DESK
 *   lists/LIST-VERSION      a list's bytes, zstd, sealed in chunks under KEY_LISTS
 *
 * One process writes (WRITE), others read. A handle belongs to one thread. Every failure leaves a
 * whole sentence in status_sentence(). Times are given by the caller, microseconds UTC. */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/span.h"
#include "base/status.h"
#include "seal/keyring.h"
#include "watch/import.h"

struct desk;
enum desk_mode { DESK_READ, DESK_WRITE };

/* `folder` is made when writing. `keyring` is borrowed and may be NULL for who reads sources alone
 * (lists and notes then fail with STATUS_SECRET). */
enum status desk_open(const char *folder, enum desk_mode mode, struct keyring *keyring,
                      struct desk **out);
void desk_close(struct desk *desk); /* NULL is fine */

/* Who a row belongs to and on what ground it is held. */
struct desk_tenancy {
    struct span agency, site, legal_basis, handling;
};

/* ---- sources: who may send ---- */
enum { DESK_CREDENTIAL_SIZE = 32 };
struct desk_source {
    int64_t id;
    struct span name;
    struct desk_tenancy tenancy;
    unsigned char credential[DESK_CREDENTIAL_SIZE]; /* a hash, never the credential */
    int64_t made;
    int64_t disabled; /* 0: it may send */
};
/* `name`: 1 to 60 small letters, digits, `-`, `_` or `.`, no `.` first. STATUS_EXISTS when there is
 * one of that name, or with that credential. */
enum status desk_source_add(struct desk *desk, const struct desk_source *source, int64_t *id);
enum status desk_source_disable(struct desk *desk, struct span name, int64_t now);
/* STATUS_MISSING when there is none; texts live in `arena`. A disabled one is found too. */
enum status desk_source_find(struct desk *desk, struct span name, struct arena *arena,
                             struct desk_source *out);
/* Also by that of an upload link of the source, while the link is neither used nor revoked. */
enum status desk_source_by_credential(struct desk *desk,
                                      const unsigned char hash[DESK_CREDENTIAL_SIZE],
                                      struct arena *arena, struct desk_source *out);
enum status desk_source_list(struct desk *desk, struct arena *arena, struct desk_source **out,
                             size_t *count);

/* ---- source profiles: how the tables of a source are read (profile/profile.h) ---- */
struct desk_profile {
    int64_t id;
    int64_t at;
    struct span source, by;
    struct span text;  /* YAML, as it was given; empty: from then on the source has none */
    int64_t after_seq; /* holds for messages after this sequence; or DESK_PENDING */
};
/* Announce, then number, as with lists (below). Nothing is taken back: the later one of a source
 * holds. `id` and `after_seq` are ignored. STATUS_MISSING: no such source. */
enum status desk_profile_set(struct desk *desk, const struct desk_profile *profile, int64_t *id);
enum status desk_profile_number(struct desk *desk, int64_t id, int64_t after_seq);
/* All after `id`, in order of id, which is that of their numbers. */
enum status desk_profiles(struct desk *desk, int64_t id, struct arena *arena,
                          struct desk_profile **out, size_t *count);
/* The text in force at message `seq`; empty when there is none. INT64_MAX: the last. */
enum status desk_profile_at(struct desk *desk, struct span source, int64_t seq, struct arena *arena,
                            struct span *text);

/* ---- normals: that a change of how a source writes is the new normal (drift/drift.h) ---- */
struct desk_normal {
    int64_t id;
    int64_t at;
    struct span source, sender, kind; /* the stream */
    struct span trait, value;         /* of which there is a note */
    struct span by;
    struct desk_tenancy tenancy; /* agency and site */
    int64_t after_seq;           /* was said after this sequence; or DESK_PENDING */
};
/* Announce, then number, as with lists (below). Nothing is taken back. `id` and `after_seq` are
 * ignored. */
enum status desk_normal_add(struct desk *desk, const struct desk_normal *normal, int64_t *id);
enum status desk_normal_number(struct desk *desk, int64_t id, int64_t after_seq);
/* All after `id`, in order of id, which is that of their numbers. */
enum status desk_normals(struct desk *desk, int64_t id, struct arena *arena,
                         struct desk_normal **out, size_t *count);
/* ---- upload links: who may hand in something for a source without an account ---- */
enum { DESK_LINK_TEXT = 44, DESK_LINK_HASH = 32 };
struct desk_link {
    int64_t id;
    struct span source;
    struct span flight; /* "HY9271 2026-11-22": designator and local day; empty: any flight */
    int64_t made, expires;
    struct span by;
    struct desk_tenancy tenancy; /* agency and site */
    int64_t revoked;             /* 0: it was not */
    struct span revoked_by;
    int64_t used;         /* when its one submission was kept; 0: not yet */
    struct span used_key; /* what the sender called that request: a repetition is told by it */
    struct span messages; /* their numbers in the journal, with blanks between */
    unsigned char secret[DESK_LINK_HASH];           /* hashes, never the secret, */
    unsigned char credential[DESK_CREDENTIAL_SIZE]; /* nor what the intake is shown */
};
/* What a link is at a moment. */
enum desk_link_state { LINK_OPEN, LINK_USED, LINK_REVOKED, LINK_EXPIRED };
enum desk_link_state desk_link_state(const struct desk_link *link, int64_t now);
const char *desk_link_word(enum desk_link_state state);

/* A new secret, 256 bits, as base64url; NUL-terminated. */
void desk_link_secret(char out[DESK_LINK_TEXT]);
/* BLAKE2b-256 of it, which needs no salt. False when it is not of that form. */
bool desk_link_hash(struct span secret, unsigned char out[DESK_LINK_HASH]);

/* `flight` may be written with small letters and any blanks; STATUS_INPUT when it is none, or the time
 * of expiry is not after `made`. STATUS_MISSING: no such source; STATUS_DENIED: it may not send. */
enum status desk_link_add(struct desk *desk, const struct desk_link *link, int64_t *id);
enum status desk_link_find(struct desk *desk, int64_t id, struct arena *arena,
                           struct desk_link *out);
enum status desk_link_by_secret(struct desk *desk, const unsigned char hash[DESK_LINK_HASH],
                                struct arena *arena, struct desk_link *out);
/* The newest first. */
enum status desk_link_list(struct desk *desk, struct arena *arena, struct desk_link **out,
                           size_t *count);
/* A revoked one stays as it is. STATUS_EXISTS: it was used already. */
enum status desk_link_revoke(struct desk *desk, int64_t id, struct span by, int64_t now);
/* Once; STATUS_EXISTS: it was used, or revoked, before. */
enum status desk_link_use(struct desk *desk, int64_t id, struct span key, struct span messages,
                          int64_t now);

/* ---- lists ---- */
struct desk_list_order {
    struct span name;             /* the list's; made when new */
    enum watch_format format;     /* or SNIFF */
    struct span file_name;        /* for the record */
    struct span bytes;            /* as the publisher wrote them */
    struct span by;               /* who imports */
    struct desk_tenancy tenancy;  /* of a new list; later imports keep the list's */
    enum watch_severity severity; /* for entries without their own; NONE keeps the list's (a new
                                     list's is high) */
    struct span routing;          /* team that gets the alerts; may be empty */
    int64_t valid_until;          /* the list counts up to this moment; 0: as before; DESK_NO_END */
    int64_t now;
    bool force; /* take an empty or shrunken list */
    /* Whether "not the same person" counts only after a second account approved it; UNSAID keeps what
     * the list has. It holds for what is decided from now on. */
    enum desk_wish { WISH_UNSAID, WISH_YES, WISH_NO } second_approval;
    /* What somebody looked at: the latest version (0: there is no such list), and when something last became of
     * the list. */
    struct {
        bool said;
        uint32_t version;
        int64_t changed;
    } seen;
};
#define DESK_NO_END INT64_MAX
/* "2026-12-31": through that day in UTC; "2026-12-31T18:30:00Z": until then; "none": DESK_NO_END. False: none of
 * these. */
bool desk_list_until(struct span text, int64_t *out);
struct desk_list_outcome {
    int64_t list;
    uint32_t version;
    bool unchanged;                   /* same content as the current version: none was made */
    bool restored;                    /* and that one, which was retired, is in force again */
    uint32_t added, changed, removed; /* entries against the version before */
    uint32_t ended;                   /* entries that have come to their end already */
    struct watch_import report;
};
/* STATUS_INPUT: it is no name of a list, which is 1 to 60 letters, digits, `-`, `_` or `.`. To be asked before a name
 * that somebody gave is written down anywhere. */
enum status desk_list_check_name(struct span name);

/* Announce, then number: parses, seals the file (durable), then commits the change pending. The
 * caller reads the journal's last sequence after that and gives it to desk_list_number; who meets a
 * pending change waits. What a crash left pending is numbered by the next writer
 * (desk_list_pending), before it announces anything. STATUS_INPUT: no such list, or it has no entry or
 * under 80 % of the entries before, without `force`; or its time is over. STATUS_EXISTS: the list is not what was
 * `seen`. The report lives in `arena`. */
enum status desk_list_import(struct desk *desk, const struct desk_list_order *order,
                             struct arena *arena, struct desk_list_outcome *out);
/* The same in two parts, so that whoever writes is held up by the second alone, which takes no time. The first
 * may be given a desk for reading: it parses and puts the file where no row points at it yet. Only one import at
 * a time may be between the two; what else becomes of the list meanwhile is noticed. `ready` lives in the arena;
 * `now` of the order may be another in the second. */
struct desk_list_ready;
enum status desk_list_prepare(struct desk *desk, const struct desk_list_order *order,
                              struct arena *arena, struct desk_list_ready **out);
enum status desk_list_take(struct desk *desk, const struct desk_list_order *order,
                           struct desk_list_ready *ready, struct desk_list_outcome *out);

/* Why an order is not taken as it is: two of them when it is not forced. */
enum desk_list_refusal { DESK_LIST_TAKEN, DESK_LIST_EMPTY, DESK_LIST_SHRUNKEN, DESK_LIST_OVER };

/* What the same order would do; nothing is written. Everything lives in `arena`. */
struct desk_list_preview {
    struct desk_list_outcome outcome; /* list 0: it would be a new one */
    struct watch_list before, now;    /* before.header NULL: there is none */
    uint32_t version_before;          /* 0: there is none */
    bool retired;                     /* it is out of force now */
    const char *refused;              /* a sentence; NULL: it would be taken */
    enum desk_list_refusal refusal;
    struct desk_list_setting {
        enum watch_severity severity;
        struct span routing;
        int64_t valid_until; /* 0: no end */
    } was, will;
    struct desk_tenancy tenancy;
};
/* `desk` NULL: nothing was ever authored. */
enum status desk_list_preview(struct desk *desk, const struct desk_list_order *order,
                              struct arena *arena, struct desk_list_preview *out);

/* Takes the list out of force, or puts its latest version in force again; announced, and numbered like an
 * import. STATUS_MISSING: no such list; STATUS_EXISTS: so it is already; STATUS_INPUT: its time is over. */
enum status desk_list_retire(struct desk *desk, struct span name, struct span by, int64_t now,
                             int64_t *list, uint32_t *version);
enum status desk_list_restore(struct desk *desk, struct span name, struct span by, int64_t now,
                              int64_t *list, uint32_t *version);

/* The moment beyond `after` at which first something that is in force comes to its end; INT64_MAX: nothing does.
 * Once that is past desk_list_expire announces it (as list 0, version 0), which is then numbered, too. */
enum status desk_list_next_end(struct desk *desk, int64_t after, int64_t *at);
/* Up to which time ends have been heard: that of the last change; 0: there was none. A clock that was ahead when
 * that was said is mended by announcing the time again. */
enum status desk_list_time(struct desk *desk, int64_t *at);
enum status desk_list_expire(struct desk *desk, struct span by, int64_t now);

/* Numbers what is pending of the version. */
enum status desk_list_number(struct desk *desk, int64_t list, uint32_t version, int64_t after_seq);

/* What puts a list in force or out of it. */
enum desk_change {
#define CHANGE(name, word) DESK_LIST_##name,
#include "desk/changes.def"
#undef CHANGE
    DESK_CHANGES
};
const char *desk_change_word(enum desk_change change);

enum { DESK_PENDING = -1 };
struct desk_activation {
    int64_t list;     /* 0: something of some list came to its end */
    uint32_t version; /* that is in force from here on, or was */
    struct span name, format, routing, file_name, by;
    struct desk_tenancy tenancy;
    enum watch_severity severity;
    int64_t imported;
    uint32_t entries;
    int64_t after_seq; /* messages after this sequence meet it; DESK_PENDING: not numbered yet */
    enum desk_change what;
    int64_t at;           /* when it was made */
    int64_t valid_until;  /* of the version; 0: no end */
    bool second_approval; /* of the list, now */
};
/* Every change ever, in the order of their numbers, pending ones last: what was in force
 * after sequence S is, for each list, its last row with after_seq <= S, unless that retired it; and what has
 * ended by the time of the last of these rows counts no longer. */
enum status desk_list_activations(struct desk *desk, struct arena *arena,
                                  struct desk_activation **out, size_t *count);
/* The last numbered one of each list, by name. */
enum status desk_list_current(struct desk *desk, struct arena *arena, struct desk_activation **out,
                              size_t *count);
/* Those without a number yet. */
enum status desk_list_pending(struct desk *desk, struct arena *arena, struct desk_activation **out,
                              size_t *count);
/* Whether the list asks for a second approval, now. */
enum status desk_list_second(struct desk *desk, int64_t list, bool *second);
/* How many entries of a version have come to their end by `now`. */
enum status desk_list_ended(struct desk *desk, int64_t list, uint32_t version, int64_t now,
                            uint32_t *out);
/* Whether what such a change put in force counts at a time: it was not retired, nor is it over. */
bool desk_list_counts(const struct desk_activation *change, int64_t now);
/* Appends the opened bytes to `out` (then watch_list_open or watch_build). */
enum status desk_list_bytes(struct desk *desk, int64_t list, uint32_t version, struct buffer *out);

/* A version, opened; in the arena. */
enum status desk_list_read(struct desk *desk, int64_t list, uint32_t version, struct arena *arena,
                           struct watch_list *out);

/* ---- decisions ---- */
enum decision {
#define DECISION(name, code, closes, words) DECISION_##name,
#include "desk/decisions.def"
#undef DECISION
    DECISIONS
};
struct decision_info {
    const char *code;
    bool closes;
    const char *words;
};
const struct decision_info *decision_info(enum decision decision);
bool decision_parse(struct span code, enum decision *out);

/* A reason as whoever decided had it before him. */
struct desk_seen {
    int64_t list;
    struct span entry;
    int how; /* of enum watch_how */
    int64_t raised_seq, raised_at;
};
struct desk_decision {
    int64_t id;
    int64_t at;
    struct span by;
    int64_t traveller;     /* = alert */
    int64_t origin_seq;    /* journal sequence and byte offset: finds the person again after a */
    int64_t origin_offset; /* rebuild */
    enum decision code;
    struct span note;            /* in clear here, sealed in the file */
    struct desk_tenancy tenancy; /* agency and site */
    int64_t withdrawn;           /* 0: it stands */
    /* It is about these reasons and no others; else about what was raised before it. */
    bool says_seen;
    const struct desk_seen *seen; /* for writing; read by desk_seen_of */
    size_t seen_count;
};
/* Durable when it returns. `id` and `withdrawn` of `decision` are ignored. */
enum status desk_decide(struct desk *desk, const struct desk_decision *decision, int64_t *id);
/* With what is remembered by it (below); a row that has an id is one that it takes back. A decision that is none
 * of CLEAR_NOT_SAME_PERSON and no note also takes back what those before it about the traveller remember. The
 * steps wait for their number. */
struct desk_memory;
enum status desk_decide_remembering(struct desk *desk, const struct desk_decision *decision,
                                    const struct desk_memory *rows, size_t count, int64_t *id);
/* What it remembers is forgotten with it; that step waits for its number. */
enum status desk_decision_withdraw(struct desk *desk, int64_t id, int64_t now, struct span by);
/* The reasons that it was about. */
enum status desk_seen_of(struct desk *desk, int64_t decision, struct arena *arena,
                         struct desk_seen **out, size_t *count);
/* In order of time. */
enum status desk_decisions_of(struct desk *desk, int64_t traveller, struct arena *arena,
                              struct desk_decision **out, size_t *count);
enum status desk_decisions_of_origin(struct desk *desk, int64_t seq, int64_t offset,
                                     struct arena *arena, struct desk_decision **out,
                                     size_t *count);
/* About travellers from <= id < to, in order of time; notes are left out. */
enum status desk_decisions_among(struct desk *desk, int64_t from, int64_t to, struct arena *arena,
                                 struct desk_decision **out, size_t *count);
enum status desk_decision_get(struct desk *desk, int64_t id, struct arena *arena,
                              struct desk_decision *out);
/* All, for rebuild; notes are left out. */
enum status desk_decisions_all(struct desk *desk, struct arena *arena, struct desk_decision **out,
                               size_t *count);
/* After a rebuild: the traveller that the origin of decision `id` gives now. */
enum status desk_decision_move(struct desk *desk, int64_t id, int64_t traveller);
/* The same for many, one transaction: all or none. */
struct desk_move {
    int64_t decision, traveller;
};
enum status desk_decisions_move(struct desk *desk, const struct desk_move *moves, size_t count);

/* ---- memory: of persons known not to be those of entries (docs/decisions/0016) ---- */
enum desk_memory_word {
#define MEMORY_WORD(name, word) MEMORY_##name,
#include "desk/memory.def"
#undef MEMORY_WORD
    MEMORY_WORDS
};
const char *desk_memory_word(enum desk_memory_word word);

struct desk_memory {
    int64_t id;
    int64_t decision, at, traveller; /* of the decision that it is part of */
    struct span by;
    int64_t list;
    struct span list_name;
    uint32_t list_version; /* that the decision was about */
    struct span entry;
    struct seal_digest digest; /* of what the entry said then (cleared_entry) */
    struct span person; /* keyed hashes (cleared_remember); empty: nobody is known again, and the
                                  row is there for the approval alone */
    int32_t until;      /* the last day of departure for which it holds */
    bool second;        /* it counts only when it is approved */
    int64_t approved, forgotten; /* when; 0: nobody did */
    struct span approved_by, forgotten_by;
    struct desk_tenancy tenancy; /* agency and site, of the decision */
};
/* What it is on a day. */
enum desk_memory_state {
    MEMORY_HOLDS,
    MEMORY_IS_WAITING,
    MEMORY_IS_FORGOTTEN,
    MEMORY_IS_OVER,
    MEMORY_IS_NOBODY /* approved, but nobody is known again */
};
enum desk_memory_state desk_memory_state(const struct desk_memory *memory, int32_t day);
const char *desk_memory_state_word(enum desk_memory_state state);

/* By id. */
enum status desk_memories(struct desk *desk, struct arena *arena, struct desk_memory **out,
                          size_t *count);
enum status desk_memories_of(struct desk *desk, int64_t decision, struct arena *arena,
                             struct desk_memory **out, size_t *count);
enum status desk_memory_get(struct desk *desk, int64_t id, struct arena *arena,
                            struct desk_memory *out);

/* From which message on a row counts, or does no longer. */
struct desk_memory_step {
    int64_t id, memory;
    enum desk_memory_word word;
    int64_t at;
    struct span by;
    int64_t after_seq; /* holds for messages after this sequence; or DESK_PENDING */
};
/* Approves or forgets a row: announce, then number, as with lists. STATUS_EXISTS: that was done, or
 * makes no sense, as the sentence says; STATUS_DENIED: who cleared it cannot approve it. */
enum status desk_memory_step(struct desk *desk, int64_t id, enum desk_memory_word word, int64_t at,
                             struct span by);
/* Numbers all steps that have none. */
enum status desk_memory_number(struct desk *desk, int64_t after_seq);
enum status desk_memory_pending(struct desk *desk, bool *pending);
/* All after `id`, in order of id, which is that of their numbers. */
enum status desk_memory_steps(struct desk *desk, int64_t id, struct arena *arena,
                              struct desk_memory_step **out, size_t *count);

/* ---- sweeps: somebody went through a whole flight ---- */
struct desk_sweep {
    int64_t id;
    struct span flight; /* the flight's key: an id may change in a rebuild */
    int64_t at;
    struct span by;
    struct desk_tenancy tenancy; /* agency and site */
    int64_t withdrawn;           /* 0: it stands */
    struct span withdrawn_by;
};
/* Durable when it returns. A flight that is swept stays as it is: `*id` is that of the mark that
 * stands. `id` and withdrawn* of `sweep` are ignored. */
enum status desk_sweep_add(struct desk *desk, const struct desk_sweep *sweep, int64_t *id);
/* STATUS_MISSING when the flight has no mark that stands. */
enum status desk_sweep_withdraw(struct desk *desk, struct span flight, struct span by, int64_t now);
/* The latest mark of the flight, withdrawn or not; id 0 when there never was one. */
enum status desk_sweep_of(struct desk *desk, struct span flight, struct arena *arena,
                          struct desk_sweep *out);

/* ---- pairings: that two cards of a flight are one person, or are not ---- */

/* A card as a decision points at one: id, and what made it. */
struct desk_card {
    int64_t traveller, origin_seq, origin_offset;
};
struct desk_pairing {
    int64_t id;
    int64_t at;
    struct span by;
    bool same; /* one person; else two */
    struct desk_card cards[2];
    struct desk_tenancy tenancy; /* agency and site */
    int64_t after_seq;           /* holds for messages after this sequence; or DESK_PENDING */
};
/* Announce, then number, as with lists. Nothing is taken back: the later of two about the same cards
 * holds. `id` and `after_seq` are ignored. STATUS_INPUT: one card, not two. */
enum status desk_pairing_add(struct desk *desk, const struct desk_pairing *pairing, int64_t *id);
enum status desk_pairing_number(struct desk *desk, int64_t id, int64_t after_seq);
/* All after `id`, in order of id, which is that of their numbers. */
enum status desk_pairings(struct desk *desk, int64_t id, struct arena *arena,
                          struct desk_pairing **out, size_t *count);

#endif
