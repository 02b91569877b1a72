/* The secrets folder: one small file a secret, mode 0600, written whole (temporary file, sync,
 * rename, sync of the folder), with a check sum so that a damaged or foreign file is told from a
 * wrong key. Only the parent and the command line open it. */
#ifndef SEAL_FOLDER_H
#define SEAL_FOLDER_H

#include "seal/keyring.h"

struct secrets_folder;

/* Opens `path`; with `make` creates it (0700) and, as long as no month has a secret yet, the
 * installation's keys. STATUS_SECRET when an installation key is missing, damaged or foreign, and
 * the sentence says how to restore it; STATUS_DENIED when others may enter the folder. Several
 * processes may have it open and make secrets at the same time: they get the same ones. Returns
 * owned; belongs to one thread. */
enum status secrets_folder_open(const char *path, bool make, struct secrets_folder **out);
void secrets_folder_close(struct secrets_folder *folder);

/* The seam for keyring_new. With `make` at opening, missing months are made. */
struct keyring_source secrets_folder_source(struct secrets_folder *folder);

struct secret_entry {
    int32_t month; /* 0 for an installation key */
    enum kind kind;
    const char *name;     /* "2026-11 API" or "index" */
    const char *state;    /* "open" (later: "sealed", "destroyed") */
    int64_t made;         /* microseconds UTC */
    char fingerprint[17]; /* 16 hex digits of a digest of the public key or key */
};
/* Calls `each` for every secret in order of name. */
enum status secrets_folder_list(struct secrets_folder *folder,
                                void (*each)(void *context, const struct secret_entry *entry),
                                void *context);

/* Appends to `out` the TLS certificate and its key, each as PEM with a NUL behind it: what stands
 * in tls.crt and tls.key of the folder. Missing ones are made when the folder was opened with
 * `make`: ECDSA P-256, self-signed, CN=portolan, for localhost, 127.0.0.1, ::1 and this host's
 * name, valid for ten years, since carriers pin it and an expiry nobody watches would stop their
 * sending. Another pair may be put there instead. STATUS_SECRET when the two do not fit together
 * or cannot be read. */
enum status secrets_folder_certificate(struct secrets_folder *folder, struct buffer *out);
/* Whether the certificate (PEM) vouches for itself, as ours does, so that browsers warn of it until
 * somebody trusts it. */
bool certificate_is_own(const char *pem);

#endif
