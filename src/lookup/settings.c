#include "lookup/lookup.h"

bool lookup_is_set(const struct config *config)
{
    return !span_is(span_of(config_text(config, SETTING_LOOKUP_URL)), "off");
}

/* What must be said in so many words before anybody is asked. */
static const struct {
    enum setting setting;
    const char *why;
} needed[] = {
    {SETTING_LOOKUP_PURPOSE,
     "the law or agreement on whose ground it is asked; every question names it"},
    {SETTING_LOOKUP_CERTIFICATE, "the certificate by which the service knows this installation"},
    {SETTING_LOOKUP_KEY, "the key of that certificate"},
};

static enum status check_needed(const struct config *config)
{
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!span_trim(span_of(config_text(config, needed[i].setting))).size)
            return status_fail(STATUS_INPUT, "%s is not set: %s. Nobody is asked without it.",
                               config_key(needed[i].setting), needed[i].why);
    return STATUS_OK;
}

enum status lookup_settings_read(const struct config *config, struct lookup_settings *out)
{
    struct span url = span_of(config_text(config, SETTING_LOOKUP_URL));
    struct lookup_settings settings = {
        .name = config_text(config, SETTING_LOOKUP_NAME),
        .url = url.at,
        .purpose = config_text(config, SETTING_LOOKUP_PURPOSE),
        .severity = config_text(config, SETTING_LOOKUP_SEVERITY),
        .certificate = config_text(config, SETTING_LOOKUP_CERTIFICATE),
        .key = config_text(config, SETTING_LOOKUP_KEY),
        .authorities = config_text(config, SETTING_LOOKUP_AUTHORITIES),
        .adapter = lookup_adapter_find(span_of(config_text(config, SETTING_LOOKUP_ADAPTER))),
        .timeout = config_count(config, SETTING_LOOKUP_TIMEOUT_SECONDS),
        .retry = config_count(config, SETTING_LOOKUP_RETRY_SECONDS),
        .rest = config_count(config, SETTING_LOOKUP_REST_SECONDS),
        .remember = config_count(config, SETTING_LOOKUP_REMEMBER_SECONDS),
        .per_second = config_count(config, SETTING_LOOKUP_PER_SECOND)};
    if (!span_starts(url, "https://"))
        return status_fail(STATUS_INPUT, "lookup.url must begin with https://: what is asked names "
                                         "travellers' documents.");
    if (!settings.adapter)
        return status_fail(STATUS_INPUT,
                           "lookup.adapter names none that there is; docs/lookup.md has "
                           "them.");
    enum status status = check_needed(config);
    if (status == STATUS_OK)
        *out = settings;
    return status;
}
