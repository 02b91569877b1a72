/* How an exchange ended, by what HTTP and TLS say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <curl/curl.h>

#include "lookup/internal.h"

static void test_by_status(void **state)
{
    static const struct {
        long code;
        enum lookup_result result;
    } cases[] = {
        {301, LOOKUP_REFUSED}, {400, LOOKUP_REFUSED}, {401, LOOKUP_REFUSED},  {403, LOOKUP_REFUSED},
        {404, LOOKUP_REFUSED}, {408, LOOKUP_BROKEN},  {422, LOOKUP_QUESTION}, {429, LOOKUP_BROKEN},
        {500, LOOKUP_BROKEN},  {503, LOOKUP_BROKEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(lookup_result_of_status(cases[i].code), cases[i].result);
}

#define TLS "OpenSSL SSL_connect: "

/* Words of OpenSSL 3, as libcurl hands them on. */
static void test_by_words_of_tls(void **state)
{
    static const struct {
        int code;
        const char *words;
        enum lookup_result result;
    } cases[] = {
        {CURLE_SSL_CONNECT_ERROR, TLS "Connection reset by peer in connection to localhost:1",
         LOOKUP_UNREACHABLE},
        {CURLE_SSL_CONNECT_ERROR, TLS "SSL_ERROR_SYSCALL in connection to localhost:1",
         LOOKUP_UNREACHABLE},
        {CURLE_SSL_CONNECT_ERROR,
         "TLS connect error: error:0A000126:SSL routines::unexpected eof while reading",
         LOOKUP_UNREACHABLE},
        {CURLE_SSL_CONNECT_ERROR,
         "TLS connect error: error:0A000410:SSL routines::ssl/tls alert handshake failure",
         LOOKUP_CERTIFICATE},
        {CURLE_SSL_CONNECT_ERROR,
         "TLS connect error: error:0A000418:SSL routines::tlsv1 alert unknown ca",
         LOOKUP_CERTIFICATE},
        {CURLE_RECV_ERROR,
         "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
         LOOKUP_CERTIFICATE},
        {CURLE_RECV_ERROR, "OpenSSL SSL_read: Connection reset by peer, errno 104",
         LOOKUP_UNREACHABLE},
        {CURLE_RECV_ERROR,
         "OpenSSL SSL_read: error:0A000438:SSL routines::tlsv1 alert internal error, errno 0",
         LOOKUP_UNREACHABLE},
        {CURLE_PEER_FAILED_VERIFICATION, "", LOOKUP_CERTIFICATE},
        {CURLE_COULDNT_CONNECT, "a certificate", LOOKUP_UNREACHABLE},
        {CURLE_OPERATION_TIMEDOUT, "", LOOKUP_TIMEOUT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (lookup_result_of_failure(cases[i].code, cases[i].words) != cases[i].result)
            fail_msg("%s", cases[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_status),
        cmocka_unit_test(test_by_words_of_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
