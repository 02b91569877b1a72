#include "pipeline/decoder.h"
#include "roles/roles.h"

enum status decode_run(void)
{
    return decoder_serve(CONTROL_DESCRIPTOR);
}
