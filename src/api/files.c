#include "api/internal.h"
#include "docs.inc"
#include "web_files.inc"

#define ROW(where, kind, content, tag, fixed)                                                      \
    {.path = where,                                                                                \
     .type = kind,                                                                                 \
     .bytes = content,                                                                             \
     .size = sizeof content,                                                                       \
     .etag = tag,                                                                                  \
     .gzip = true,                                                                                 \
     .immutable = fixed},
static const struct http_file files[] = {API_FILES(ROW) WEB_FILES(ROW)};
#undef ROW

static const struct http_file *find(struct span path)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (span_is(path, files[i].path))
            return &files[i];
    return NULL;
}

/* The pages are one file: what stands in the address is read in the browser. Names of sources and lists may have a
 * full stop, as those of files do. */
static bool is_page(struct span path)
{
    bool named = span_starts(path, "/sources/") || span_starts(path, "/lists/");
    return named || (!span_starts(path, "/api/") && !span_starts(path, "/assets/") &&
                     !memchr(path.at, '.', path.size));
}

const struct http_file *files_find(const struct http_request *request)
{
    const struct http_file *file = find(request->path);
    return file || !is_page(request->path) ? file : find(SPAN("/index.html"));
}

const struct http_file *files_outside(const struct http_request *request)
{
    bool page = span_is(request->path, "/") || span_is(request->path, "/upload");
    bool part = span_starts(request->path, "/assets/") || span_is(request->path, "/icon.svg") ||
                span_is(request->path, "/passengers.csv");
    return page ? find(SPAN("/upload.html")) : part ? find(request->path) : NULL;
}
