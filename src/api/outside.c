#include "api/internal.h"

/* The listener of the upload page. It knows no sessions: a cookie that a browser sends along, because
 * officers sign in at another port of the same host, says nothing here. */

static void answer_operation(struct api_call *call, struct span path)
{
    route_find(call->request->method, path, &call->match);
    call->route = call->match.route;
    if (!call->match.path_known)
        api_problem(call, PROBLEM_REQUEST_PATH, NULL);
    else if (!call->route)
        api_problem(call, PROBLEM_REQUEST_METHOD, NULL);
    else if (api_check_origin(call) && api_check_request(call))
        api_run(call);
    json_decref(call->body);
}

void api_outside_handle(void *context, unsigned worker, struct http_request *request,
                        struct http_answer *answer)
{
    struct api *api = context;
    struct api_call call = {.api = api,
                            .worker = &api->workers[api->options.workers + worker],
                            .request = request,
                            .answer = answer,
                            .arena = &request->arena};
    struct span path = api_path(request, true);
    if (path.at)
        answer_operation(&call, path);
    else if (span_is(request->method, "GET") && (answer->file = files_outside(request)) != NULL)
        return;
    else
        api_problem(&call, PROBLEM_REQUEST_PATH, NULL);
}

/* Files come from who has a link that is good. */
uint64_t api_outside_body(void *context, const struct http_request *request)
{
    struct api *api = context;
    struct route_match match = {0};
    struct span path = api_path(request, true);
    if (!path.at)
        return 0;
    route_find(request->method, path, &match);
    if (!match.route || match.route->permission != PERMISSION_addUploadFile ||
        !uploads_admit(api->uploads, request))
        return API_SMALL_BODY;
    return (uint64_t)config_count(api->options.config, SETTING_UPLOAD_BODY_LIMIT) << 20;
}

void api_set_upload_url(struct api *api, const char *url)
{
    snprintf(api->upload_url, sizeof api->upload_url, "%s", url);
}
