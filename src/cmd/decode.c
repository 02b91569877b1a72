#include "cmd/command.h"
#include "decode/decode.h"
#include "roles/spawn.h"

enum { MOST_BYTES = 64 * 1024 * 1024 };

static void print_summary(const char *path, const struct image *image, struct buffer *out)
{
    struct decode_counts counts;
    decode_summary(image, &counts);
    buffer_format(out,
                  "%s messages=%lu travellers=%lu infants=%lu bookings=%lu legs=%lu bags=%lu "
                  "issues=%lu status=%s\n",
                  path, counts.messages, counts.travellers, counts.infants, counts.bookings,
                  counts.legs, counts.bags, counts.issues, outcome_word(counts.status));
}

static void print_json(const struct image *image, struct span body, struct buffer *out)
{
    decode_json(image, body, "\n", out);
    buffer_char(out, '\n');
}

/* For people: the tree, indented, each value with its bytes; then the issues. */
static void print_tree(const struct image *image, struct buffer *out)
{
    for (uint32_t n = 0; n < image->header->nodes; n++) {
        const struct image_node *node = &image->nodes[n];
        int depth = 1;
        for (uint32_t p = node->parent; p != IMAGE_NONE; p = image->nodes[p].parent)
            depth++;
        buffer_format(out, "%*s%s", depth * 2, "", node_info((enum node_type)node->type)->key);
        if (node->type == NODE_MESSAGE)
            buffer_format(out, " (%s, %s)", kind_word((enum kind)node->kind),
                          outcome_word((enum outcome)node->outcome));
        buffer_char(out, '\n');
        for (uint32_t v = 0; v < node->values; v++) {
            const struct image_value *value = &image->values[node->first_value + v];
            buffer_format(out, "%*s%-22s ", depth * 2 + 2, "",
                          field_info((enum field)value->field)->words);
            print_harmless(out, image_value_text(image, value));
            buffer_format(out, "   [%u+%u]\n", value->begin, value->size);
        }
    }
    for (uint32_t i = 0; i < image->header->issues; i++) {
        const struct image_issue *issue = &image->issues[i];
        const struct issue_info *info = issue_info((enum issue)issue->issue);
        buffer_format(out, "  %s %s at byte %u%s%s: %s ", severity_word(info->severity), info->code,
                      issue->begin, issue->segment[0] ? " in " : "", issue->segment,
                      info->sentence);
        print_harmless(out, image_issue_text(image, issue));
        buffer_char(out, '\n');
    }
}

static enum status decode_file(const struct words *words, const struct config *config,
                               struct span profile, const char *path, struct buffer *out)
{
    struct buffer body = {0}, bytes = {0};
    struct decoder_source source = {profile, command_file_name(path)};
    struct image image;
    enum status status = command_read(path, MOST_BYTES, &body);
    if (status == STATUS_OK)
        status = own_decoder_read(config, 0, buffer_span(&body), source, &bytes, &image);
    if (status == STATUS_OK) {
        if (words->json)
            print_json(&image, buffer_span(&body), out);
        if (words->summary || !words->json)
            print_summary(path, &image, out);
        if (!words->json && !words->summary)
            print_tree(&image, out);
        status = print_out(out);
    }
    buffer_free(&body);
    buffer_free(&bytes);
    return status;
}

/* A file that cannot be read does not stop the others. */
int command_decode(const struct words *words)
{
    struct system system;
    struct buffer out = {0}, profile = {0};
    int code = EXIT_DONE;
    enum status status = command_profile_text(words->profile, &profile);
    if (status == STATUS_OK)
        status = system_open(words, &system);
    if (status != STATUS_OK) {
        buffer_free(&profile);
        return command_fail(status);
    }
    for (int i = 0; i < words->count; i++) {
        status = decode_file(words, system.config, buffer_span(&profile), words->plain[i], &out);
        if (status != STATUS_OK)
            code = command_fail(status);
        if (status == STATUS_CLOSED)
            break;
    }
    buffer_free(&out);
    buffer_free(&profile);
    system_close(&system);
    return code;
}
