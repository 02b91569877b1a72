#include "edifact/writer.h"

#include <stdio.h>

#include "edifact/internal.h"

enum { SEND, RELEASE, BLANK, LEAVE_OUT };

static enum status check_marks(const struct edifact_marks *marks)
{
    const char all[] = {marks->component, marks->element, marks->terminator, marks->release,
                        marks->repeat};
    enum { NEEDED = 3 };
    for (size_t i = 0; i < sizeof all; i++) {
        bool good = all[i] ? can_be_mark(all[i]) : i >= NEEDED;
        for (size_t k = 0; k < i; k++)
            good &= !all[i] || all[i] != all[k];
        if (!good)
            return status_fail(STATUS_INPUT, "The service characters of an interchange must be "
                                             "distinct and no letters, digits or blanks.");
    }
    return STATUS_OK;
}

enum status edifact_write_start(struct edifact_writer *writer, struct buffer *out,
                                const struct edifact_marks *marks, const char *line_end)
{
    enum status status = check_marks(marks);
    if (status != STATUS_OK)
        return status;
    *writer =
        (struct edifact_writer){.out = out, .marks = *marks, .line_end = line_end ? line_end : ""};
    for (int c = 0; c < 256; c++)
        writer->kinds[c] = c < 0x20 || c == 0x7F ? LEAVE_OUT : SEND;
    const char all[] = {marks->component, marks->element, marks->terminator, marks->release,
                        marks->repeat};
    for (size_t i = 0; i < sizeof all; i++)
        if (all[i])
            writer->kinds[(unsigned char)all[i]] = marks->release ? RELEASE : BLANK;
    return STATUS_OK;
}

void edifact_write_una(struct edifact_writer *writer)
{
    const struct edifact_marks *marks = &writer->marks;
    const char una[] = {'U',
                        'N',
                        'A',
                        marks->component,
                        marks->element,
                        '.',
                        marks->release ? marks->release : ' ',
                        marks->repeat ? marks->repeat : ' ',
                        marks->terminator};
    buffer_append(writer->out, una, sizeof una);
    buffer_text(writer->out, writer->line_end);
}

void edifact_open(struct edifact_writer *writer, const char *tag)
{
    buffer_append(writer->out, tag, 3);
    writer->element = writer->component = 0;
}

void edifact_close(struct edifact_writer *writer)
{
    buffer_char(writer->out, writer->marks.terminator);
    buffer_text(writer->out, writer->line_end);
    writer->segments++;
}

void edifact_at(struct edifact_writer *writer, unsigned position, unsigned component)
{
    for (; writer->element < position; writer->element++, writer->component = 0)
        buffer_char(writer->out, writer->marks.element);
    for (; writer->component < component; writer->component++)
        buffer_char(writer->out, writer->marks.component);
}

static size_t plain_size(const struct edifact_writer *writer, struct span text)
{
    size_t size = 0;
    while (size < text.size && writer->kinds[(unsigned char)text.at[size]] == SEND)
        size++;
    return size;
}

void edifact_add(struct edifact_writer *writer, struct span text)
{
    while (text.size) {
        size_t plain = plain_size(writer, text);
        buffer_append(writer->out, text.at, plain);
        text = span_part(text, plain, text.size);
        if (text.size == 0)
            return;
        unsigned char kind = writer->kinds[(unsigned char)text.at[0]];
        if (kind == RELEASE)
            buffer_char(writer->out, writer->marks.release);
        if (kind != LEAVE_OUT)
            buffer_char(writer->out, kind == BLANK ? ' ' : text.at[0]);
        text = span_part(text, 1, text.size);
    }
}

void edifact_put(struct edifact_writer *writer, unsigned position, unsigned component,
                 struct span text)
{
    if (text.size == 0)
        return;
    edifact_at(writer, position, component);
    edifact_add(writer, text);
}

void edifact_put_word(struct edifact_writer *writer, unsigned position, unsigned component,
                      const char *word)
{
    edifact_put(writer, position, component, span_of(word));
}

void edifact_put_number(struct edifact_writer *writer, unsigned position, unsigned component,
                        uint32_t number, int digits)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%0*u", digits, (unsigned)number);
    edifact_put(writer, position, component, (struct span){text, (size_t)size});
}
