/* The TLS pair of the listeners: tls.crt and tls.key in the secrets folder, PEM. */
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "seal/internal.h"
#include "sys/files.h"

enum { MOST_PEM = 256 * 1024, HOST_SIZE = 256 };

static const int64_t ten_years = INT64_C(3653) * 86400;

/* gnutls answers with a negative number. */
static enum status tls(const char *doing, int result)
{
    if (result >= 0)
        return STATUS_OK;
    return status_fail(result == GNUTLS_E_MEMORY_ERROR ? STATUS_MEMORY : STATUS_SECRET,
                       "Cannot %s: %s.", doing, gnutls_strerror(result));
}

/* A name is set with the first call and added by the later ones. */
static int add_names(gnutls_x509_crt_t certificate)
{
    static const struct {
        gnutls_x509_subject_alt_name_t type;
        const void *bytes;
        unsigned size;
    } names[] = {
        {GNUTLS_SAN_DNSNAME, "localhost", 9},
        {GNUTLS_SAN_IPADDRESS, "\x7f\0\0\1", 4},
        {GNUTLS_SAN_IPADDRESS, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16},
    };
    char host[HOST_SIZE] = "";
    int result = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && result >= 0; i++)
        result = gnutls_x509_crt_set_subject_alt_name(certificate, names[i].type, names[i].bytes,
                                                      names[i].size,
                                                      i ? GNUTLS_FSAN_APPEND : GNUTLS_FSAN_SET);
    if (result >= 0 && gethostname(host, sizeof host - 1) == 0 && host[0] &&
        strcmp(host, "localhost") != 0)
        result = gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_DNSNAME, host,
                                                      (unsigned)strlen(host), GNUTLS_FSAN_APPEND);
    return result;
}

static int fill_identity(gnutls_x509_crt_t certificate, gnutls_x509_privkey_t key)
{
    unsigned char serial[16], id[32];
    size_t id_size = sizeof id;
    int result = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] &= 0x7F; /* a positive number, as RFC 5280 4.1.2.2 asks */
    if (result >= 0)
        result = gnutls_x509_crt_set_version(certificate, 3);
    if (result >= 0)
        result = gnutls_x509_crt_set_serial(certificate, serial, sizeof serial);
    if (result >= 0)
        result = gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
                                               "portolan", 8);
    if (result >= 0)
        result = gnutls_x509_crt_set_key(certificate, key);
    if (result >= 0)
        result = gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, id, &id_size);
    if (result >= 0)
        result = gnutls_x509_crt_set_subject_key_id(certificate, id, id_size);
    return result < 0 ? result : add_names(certificate);
}

/* One hour back, for carriers whose clocks are behind. A CA, so that a client may pin it. */
static int fill_use(gnutls_x509_crt_t certificate)
{
    time_t now = (time_t)(clock_now() / MICROS_PER_SECOND);
    int result = gnutls_x509_crt_set_activation_time(certificate, now - 3600);
    if (result >= 0)
        result = gnutls_x509_crt_set_expiration_time(certificate, now + ten_years);
    if (result >= 0)
        result = gnutls_x509_crt_set_basic_constraints(certificate, 1, 0);
    if (result >= 0)
        result = gnutls_x509_crt_set_key_usage(certificate, GNUTLS_KEY_DIGITAL_SIGNATURE |
                                                                GNUTLS_KEY_KEY_CERT_SIGN);
    if (result >= 0)
        result = gnutls_x509_crt_set_key_purpose_oid(certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
    return result;
}

/* Puts the PEM text at the file `name`; another process that was faster wins. */
static enum status keep(const struct secrets_folder *folder, const char *name, gnutls_datum_t *pem)
{
    char *path = secrets_path(folder, name);
    enum status status = file_create(path, (struct span){(const char *)pem->data, pem->size}, 0600);
    if (status == STATUS_EXISTS)
        status = STATUS_OK;
    gnutls_memset(pem->data, 0, pem->size);
    gnutls_free(pem->data);
    pem->data = NULL;
    free(path);
    return status;
}

static enum status make_key(const struct secrets_folder *folder)
{
    gnutls_x509_privkey_t key = NULL;
    gnutls_datum_t pem = {NULL, 0};
    int result = gnutls_x509_privkey_init(&key);
    if (result >= 0)
        result = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                              GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    if (result >= 0)
        result = gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem);
    enum status status = tls("make the key of the certificate", result);
    if (status == STATUS_OK)
        status = keep(folder, "tls.key", &pem);
    if (key)
        gnutls_x509_privkey_deinit(key);
    return status;
}

static enum status make_certificate(const struct secrets_folder *folder, struct span key_pem)
{
    gnutls_x509_privkey_t key = NULL;
    gnutls_x509_crt_t certificate = NULL;
    gnutls_datum_t pem = {NULL, 0};
    gnutls_datum_t text = {(unsigned char *)(uintptr_t)key_pem.at, (unsigned)key_pem.size};
    int result = gnutls_x509_privkey_init(&key);
    if (result >= 0)
        result = gnutls_x509_privkey_import2(key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (result >= 0)
        result = gnutls_x509_crt_init(&certificate);
    if (result >= 0)
        result = fill_identity(certificate, key);
    if (result >= 0)
        result = fill_use(certificate);
    if (result >= 0)
        result = gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0);
    if (result >= 0)
        result = gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem);
    enum status status = tls("make the certificate", result);
    if (status == STATUS_OK)
        status = keep(folder, "tls.crt", &pem);
    if (status == STATUS_OK)
        log_write(LOG_INFO, EVENT_CERTIFICATE_MADE, "name=tls.crt");
    if (certificate)
        gnutls_x509_crt_deinit(certificate);
    if (key)
        gnutls_x509_privkey_deinit(key);
    return status;
}

static enum status read_pem(const struct secrets_folder *folder, const char *name,
                            struct buffer *out)
{
    char *path = secrets_path(folder, name);
    enum status status = file_read(path, MOST_PEM, out);
    free(path);
    return status;
}

/* A certificate without its key cannot be completed; a key without certificate is what a crash
 * between the two leaves. */
static enum status complete(const struct secrets_folder *folder, struct buffer *certificate,
                            struct buffer *key)
{
    enum status has_certificate = read_pem(folder, "tls.crt", certificate);
    enum status has_key = read_pem(folder, "tls.key", key);
    if (has_key == STATUS_MISSING && has_certificate == STATUS_OK)
        return status_fail(STATUS_SECRET,
                           "%s has the certificate tls.crt but not its key tls.key: "
                           "restore the key, or remove the certificate.",
                           folder->path);
    if (has_key == STATUS_MISSING && folder->make) {
        has_key = make_key(folder);
        if (has_key == STATUS_OK)
            has_key = read_pem(folder, "tls.key", key);
    }
    if (has_key != STATUS_OK)
        return has_key;
    if (has_certificate == STATUS_MISSING && folder->make) {
        has_certificate = make_certificate(folder, buffer_span(key));
        if (has_certificate == STATUS_OK)
            has_certificate = read_pem(folder, "tls.crt", certificate);
    }
    return has_certificate;
}

static enum status check_pair(const struct secrets_folder *folder, const struct buffer *certificate,
                              const struct buffer *key)
{
    gnutls_certificate_credentials_t pair;
    gnutls_datum_t first = {(unsigned char *)certificate->at, (unsigned)certificate->size};
    gnutls_datum_t second = {(unsigned char *)key->at, (unsigned)key->size};
    int result = gnutls_certificate_allocate_credentials(&pair);
    if (result < 0)
        return tls("check the certificate", result);
    result = gnutls_certificate_set_x509_key_mem(pair, &first, &second, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(pair);
    if (result >= 0)
        return STATUS_OK;
    return status_fail(STATUS_SECRET,
                       "tls.crt and tls.key in %s are no pair that can be used: %s. "
                       "Put the right ones there, or remove both for new ones.",
                       folder->path, gnutls_strerror(result));
}

enum status secrets_folder_certificate(struct secrets_folder *folder, struct buffer *out)
{
    struct buffer certificate = {0}, key = {0};
    enum status status = complete(folder, &certificate, &key);
    if (status == STATUS_OK)
        status = check_pair(folder, &certificate, &key);
    if (status == STATUS_OK) {
        buffer_append(out, certificate.at, certificate.size);
        buffer_char(out, '\0');
        buffer_append(out, key.at, key.size);
        buffer_char(out, '\0');
    }
    if (key.at)
        seal_wipe(key.at, key.room);
    buffer_free(&key);
    buffer_free(&certificate);
    return status;
}

bool certificate_is_own(const char *pem)
{
    gnutls_datum_t text = {(unsigned char *)pem, (unsigned)strlen(pem)};
    gnutls_x509_crt_t certificate;
    bool own = false;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return false;
    if (gnutls_x509_crt_import(certificate, &text, GNUTLS_X509_FMT_PEM) >= 0)
        own = gnutls_x509_crt_check_issuer(certificate, certificate) != 0;
    gnutls_x509_crt_deinit(certificate);
    return own;
}
