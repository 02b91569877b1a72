#include "api/internal.h"

#include <sodium.h>

/* A cursor names the operation and the account it was made for, and is sealed under a key of this
 * process: nobody can read what a list was ordered by, nor make one up. */

static struct span about(const struct api_call *call)
{
    return span_of(arena_format(call->arena, "%s %lld", permission_word(call->route->permission),
                                (long long)call->actor.account));
}

static void seal(void *context, struct span clear, struct buffer *out)
{
    struct api_call *call = context;
    struct buffer sealed = {0};
    seal_close(&sealed, &call->api->cursor_key, about(call), clear);
    size_t room = sodium_base64_ENCODED_LEN(sealed.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_bin2base64(buffer_reserve(out, room), room, (const unsigned char *)sealed.at,
                      sealed.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out->size += room - 1; /* without the NUL */
    buffer_free(&sealed);
}

static bool open_cursor(struct api_call *call, struct span text, struct span *out)
{
    struct buffer clear = {0};
    size_t size;
    char *sealed = arena_alloc(call->arena, text.size + 1);
    bool good = sodium_base642bin((unsigned char *)sealed, text.size, text.at, text.size, NULL,
                                  &size, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
                seal_open(&clear, &call->api->cursor_key, about(call),
                          (struct span){sealed, size}) == STATUS_OK;
    if (good)
        *out = arena_copy(call->arena, buffer_span(&clear));
    buffer_free(&clear);
    return good;
}

bool api_page(struct api_call *call, uint32_t otherwise, struct view_page *out)
{
    struct span text = api_text(call, "cursor");
    *out = (struct view_page){
        .limit = (uint32_t)api_number(call, "limit", otherwise), .seal = seal, .context = call};
    if (!text.at || open_cursor(call, text, &out->cursor))
        return true;
    struct check_faults faults = {.arena = call->arena};
    check_fault(&faults, "cursor", FAULT_FORM, "It was not given by this list, or not lately.");
    api_faults(call, PROBLEM_REQUEST_PARAMETER, &faults);
    return false;
}
