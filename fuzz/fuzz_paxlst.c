/* module: decode */
/* Any bytes behind the header of a PAXLST. */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return decode_after("UNA:+.? 'UNB+UNOA:4+HY+UZ+261119:0900+R1++APIS'"
                        "UNH+1+PAXLST:D:05B:UN:IATA+HY271/201126/1000+01:F'BGM+745'",
                        data, size);
}
