/* module: decode */
/* Any bytes behind the header of a PNRGOV. */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return decode_after("UNA:+.?*'UNB+IATA:1+1A+UZPNR+261119:0900+R2'"
                        "UNH+1+PNRGOV:13:1:IA+HY272/201126/1000'MSG+:22'"
                        "TVL+201126:1000:201126:1600+IST+TAS+HY+272'",
                        data, size);
}
