#include "sim/play_answer.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>

/* The first row that holds counts. */
static const struct {
    long from, to;
    enum play_verdict verdict;
} verdicts[] = {
    {201, 201, PLAY_TAKEN},     {401, 401, PLAY_DENIED},      {403, 403, PLAY_DENIED},
    {404, 405, PLAY_NO_INTAKE}, {408, 408, PLAY_WAIT}, /* too slow: it was not kept */
    {425, 425, PLAY_WAIT},      {429, 429, PLAY_WAIT},        {400, 499, PLAY_REFUSED},
    {503, 503, PLAY_WAIT},      {500, 599, PLAY_UNREACHABLE},
};

/* Failures that time may heal: a system that restarts shows all of these. */
static const CURLcode passing[] = {
    CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT,
    CURLE_OPERATION_TIMEDOUT,   CURLE_SSL_CONNECT_ERROR,
    CURLE_GOT_NOTHING,          CURLE_SEND_ERROR,
    CURLE_RECV_ERROR,           CURLE_PARTIAL_FILE,
    CURLE_WEIRD_SERVER_REPLY,   CURLE_HTTP2,
    CURLE_HTTP2_STREAM,         CURLE_AGAIN,
};

enum play_verdict play_judge(const struct play_answer *answer)
{
    for (size_t i = 0; answer->failure && i < sizeof passing / sizeof *passing; i++)
        if (answer->failure == (int)passing[i])
            return PLAY_UNREACHABLE;
    if (answer->failure)
        return PLAY_HOPELESS;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (answer->code >= verdicts[i].from && answer->code <= verdicts[i].to)
            return verdicts[i].verdict;
    return PLAY_NO_INTAKE;
}

void play_answer_code(const struct play_answer *answer, char out[PLAY_CODE])
{
    json_t *problem = json_loadb(answer->body.at, answer->body.size, 0, NULL);
    const char *code = json_string_value(json_object_get(problem, "code"));
    if (code)
        snprintf(out, PLAY_CODE, "%s", code);
    else
        snprintf(out, PLAY_CODE, "HTTP %ld", answer->code);
    for (char *c = out; *c; c++)
        if (*c < ' ' || *c > '~') /* from outside, for a terminal */
            *c = '?';
    json_decref(problem);
}

int play_answer_is_duplicate(const struct play_answer *answer)
{
    return answer->body.size &&
           memmem(answer->body.at, answer->body.size, "\"duplicate_of\"", 14) != NULL;
}
