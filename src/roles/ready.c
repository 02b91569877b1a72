#include "roles/ready.h"

#include <string.h>

const char *ready_address(const struct config *config, enum setting setting)
{
    return config_address(config, setting).host ? config_text(config, setting) : NULL;
}

void ready_say(struct buffer *out, const char *prefix, bool tls, const struct config *config,
               enum setting setting, uint16_t port)
{
    struct config_address address = config_address(config, setting);
    if (address.host && port)
        buffer_format(out, strchr(address.host, ':') ? "%s%s://[%s]:%u\n" : "%s%s://%s:%u\n",
                      prefix, tls ? "https" : "http", address.host, port);
}

struct span ready_intake(struct span text)
{
    struct span https = {NULL, 0}, http = {NULL, 0};
    while (text.size) {
        struct span line = span_cut(text, '\n', &text);
        if (span_starts(line, "http://"))
            http = line;
        if (span_starts(line, "https://"))
            https = line;
    }
    return http.size ? http : https;
}
