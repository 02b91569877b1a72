#include "sim/play_progress.h"

#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

enum { BAR = 20, COLUMNS = 80, MOST_COLUMNS = 160 };
#define BAR_EVERY (200 * MICROS_PER_SECOND / 1000)
#define LINE_EVERY (10 * MICROS_PER_SECOND)

/* ---- words ---- */

void play_print_count(struct buffer *out, uint64_t count)
{
    if (count >= 1000) {
        play_print_count(out, count / 1000);
        buffer_format(out, ",%03u", (unsigned)(count % 1000));
    } else {
        buffer_format(out, "%u", (unsigned)count);
    }
}

void play_print_time(struct buffer *out, int64_t seconds)
{
    long long s = seconds % 60, m = seconds / 60 % 60, h = seconds / 3600 % 24, d = seconds / 86400;
    if (d)
        buffer_format(out, "%lld day%s %lld:%02lld", d, d == 1 ? "" : "s", h, m);
    else if (h)
        buffer_format(out, "%lld:%02lld:%02lld", h, m, s);
    else if (m)
        buffer_format(out, "%lld:%02lld", m, s);
    else
        buffer_format(out, "%lld s", s);
}

static void print_bar(struct buffer *out, const struct play_figures *figures)
{
    uint64_t whole = figures->of_messages ? figures->of_messages : 1;
    unsigned full = (unsigned)(figures->messages * BAR / whole);
    buffer_char(out, '[');
    for (unsigned i = 0; i < BAR; i++)
        buffer_char(out, i < full ? '#' : '.');
    buffer_format(out, "] %3u %%  ", (unsigned)(figures->messages * 100 / whole));
}

static void print_remaining(struct buffer *out, const struct play_figures *figures)
{
    uint64_t left = figures->of_messages - figures->messages;
    int64_t seconds = figures->ends_in;
    if (left == 0 || seconds < 0)
        return;
    buffer_text(out, ", ");
    play_print_time(out, seconds);
    buffer_text(out, " left");
}

void play_progress_line(struct buffer *out, const struct play_figures *figures, int64_t elapsed,
                        unsigned room)
{
    char time[TIME_TEXT];
    size_t start = out->size;
    if (room)
        print_bar(out, figures);
    play_print_count(out, figures->messages);
    buffer_text(out, " of ");
    play_print_count(out, figures->of_messages);
    buffer_text(out, " messages, ");
    play_print_count(out, figures->persons);
    buffer_text(out, " persons, ");
    uint64_t milliseconds = (uint64_t)elapsed / 1000;
    play_print_count(out, milliseconds ? figures->persons_now * 1000 / milliseconds : 0);
    time_format(figures->world * MICROS_PER_SECOND, time);
    buffer_format(out, "/s, world %.10s %.5s", time, time + 11);
    print_remaining(out, figures);
    if (room && out->size - start > room)
        out->size = start + room;
}

/* ---- showing ---- */

void play_progress_open(struct play_progress *progress, FILE *out, int64_t monotonic)
{
    *progress = (struct play_progress){
        .out = out, .bar = out && isatty(fileno(out)) == 1, .began = monotonic, .told = monotonic};
}

static unsigned columns(const struct play_progress *progress)
{
    struct winsize size;
    if (ioctl(fileno(progress->out), TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
        return COLUMNS - 1;
    return size.ws_col < MOST_COLUMNS ? size.ws_col - 1u : MOST_COLUMNS;
}

/* A line that says what the one before said is left out: a living day is quiet at night. */
static bool is_time(const struct play_progress *progress, const struct play_figures *figures,
                    int64_t monotonic)
{
    if (!progress->out)
        return false;
    if (progress->bar)
        return monotonic - progress->told >= BAR_EVERY;
    return monotonic - progress->told >= LINE_EVERY && figures->messages != progress->told_messages;
}

void play_progress_show(struct play_progress *progress, const struct play_figures *figures,
                        int64_t monotonic)
{
    struct buffer line = {0};
    if (!is_time(progress, figures, monotonic))
        return;
    play_progress_line(&line, figures, monotonic - progress->began,
                       progress->bar ? columns(progress) : 0);
    fprintf(progress->out, progress->bar ? "\r%s\033[K" : "%s\n", buffer_string(&line));
    fflush(progress->out);
    buffer_free(&line);
    progress->told = monotonic;
    progress->told_messages = figures->messages;
    progress->drawn = progress->bar;
}

void play_progress_close(struct play_progress *progress)
{
    if (progress->drawn) {
        fputs("\r\033[K", progress->out);
        fflush(progress->out);
    }
    progress->drawn = false;
}

void play_progress_note(struct play_progress *progress, const char *format, ...)
{
    va_list arguments;
    if (!progress->out)
        return;
    play_progress_close(progress);
    va_start(arguments, format);
    vfprintf(progress->out, format, arguments);
    va_end(arguments);
    fputc('\n', progress->out);
    fflush(progress->out);
}
