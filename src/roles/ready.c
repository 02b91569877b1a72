#include "roles/ready.h"

#include <string.h>
#include <unistd.h>

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

/* The upload page's line, over TLS before in clear; empty when there is none. */
static struct span upload_line(struct span text)
{
    struct span found = {"", 0};
    while (text.size) {
        struct span line = span_cut(text, '\n', &text);
        if (span_starts(line, "upload ") && !span_starts(found, "https"))
            found = span_part(line, sizeof "upload " - 1, line.size);
    }
    return found;
}

/* Nobody can ask for "all addresses": there the machine's own name stands. */
static void write_address(struct span address, struct buffer *url)
{
    static const char *const all[] = {"https://0.0.0.0:", "https://[::]:"};
    char name[256] = "";
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (span_starts(address, all[i]) && gethostname(name, sizeof name - 1) == 0) {
            buffer_format(url, "https://%s:", name);
            address = span_part(address, strlen(all[i]), address.size);
        }
    buffer_append(url, address.at, address.size);
}

void ready_upload(const struct config *config, struct span text, struct buffer *url)
{
    struct span set = span_of(config_text(config, SETTING_UPLOAD_URL)), line = upload_line(text);
    while (set.size && set.at[set.size - 1] == '/')
        set.size--;
    if (line.size && set.size)
        buffer_append(url, set.at, set.size);
    else if (line.size)
        write_address(line, url);
}
