/* module: decode */
/* Any bytes behind the begin of a baggage message. */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return decode_after("BSM\r\n.V/1TTAS//0271105/A\r\n", data, size);
}
