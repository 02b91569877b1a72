#include <zlib.h>

#include "http/internal.h"

enum { GZIP_WINDOW = 15 + 16, FASTEST = 1, MOST_CLEAR = 64 * 1024 * 1024 };

bool pack_gzip(struct span clear, struct buffer *out)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, FASTEST, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&stream, clear.size);
    stream.next_in = (unsigned char *)(uintptr_t)clear.at;
    stream.avail_in = (unsigned)clear.size;
    stream.next_out = (unsigned char *)buffer_reserve(out, room);
    stream.avail_out = (unsigned)room;
    bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out->size += whole ? stream.total_out : 0;
    deflateEnd(&stream);
    return whole;
}

bool pack_open(struct span packed, struct buffer *out)
{
    enum { STEP = 64 * 1024 };
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)packed.at,
                       .avail_in = (unsigned)packed.size};
    int result = inflateInit2(&stream, GZIP_WINDOW);
    while (result == Z_OK && out->size < MOST_CLEAR) {
        stream.next_out = (unsigned char *)buffer_reserve(out, STEP);
        stream.avail_out = STEP;
        result = inflate(&stream, Z_NO_FLUSH);
        out->size += STEP - stream.avail_out;
    }
    inflateEnd(&stream);
    return result == Z_STREAM_END;
}
