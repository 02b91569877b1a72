/* How an exchange ended, by what HTTP and TLS say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
