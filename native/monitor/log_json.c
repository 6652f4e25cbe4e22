// SPDX-License-Identifier: Apache-2.0
// Docker's json-file: {"log":"text\n","stream":"stdout","time":"2026-11-21T09:21:00.123456789Z"}, a record a line. What is not
// UTF-8 becomes U+FFFD, a byte each, as with Docker.
#include "monitor/log.h"

#include "common/bytes.h"

#include <stdio.h>
#include <string.h>

enum { BATCH = 32 << 10 };

// The length of the character that begins at `at`: 1 to 4; 0 if it is none; -1 if its end has not come yet.
static int character(const uint8_t *at, size_t length) {
    uint8_t first = *at;
    int size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    for (int i = 1; i < size; i++) {
        if ((size_t)i == length)
            return -1;
        // Overlong forms, surrogates and what is beyond Unicode are told by the second byte.
        uint8_t low = 0x80, high = 0xbf;
        if (i == 1) {
            low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        }
        if (at[i] < low || at[i] > high)
            return 0;
    }
    return size;
}

static bool append_escaped(struct bytes *out, const uint8_t *at, int size) {
    static const char separators[] = "\xe2\x80";
    char text[8];
    int length;
    if (size == 0)
        return bytes_append(out, "\\ufffd", 6);
    if (size == 3 && !memcmp(at, separators, 2) && (at[2] == 0xa8 || at[2] == 0xa9))
        return bytes_append(out, at[2] == 0xa8 ? "\\u2028" : "\\u2029", 6);
    if (size > 1 || (*at >= ' ' && !strchr("\\\"<>&", *at)))
        return bytes_append(out, at, (size_t)size);
    if (*at == '\n' || *at == '\r')
        return bytes_append(out, *at == '\n' ? "\\n" : "\\r", 2);
    if (*at == '"' || *at == '\\')
        length = snprintf(text, sizeof text, "\\%c", *at);
    else
        length = snprintf(text, sizeof text, "\\u%04x", *at);
    return bytes_append(out, text, (size_t)length);
}

static bool append_text(struct bytes *out, const char *text) {
    return bytes_append(out, text, strlen(text));
}

static bool append_record(struct bytes *out, int stream, const char *time, const uint8_t *data, size_t length) {
    bool ok = append_text(out, "{\"log\":\"");
    for (size_t i = 0; ok && i < length;) {
        // Plain text, which most of it is, goes in one piece.
        size_t plain = 0;
        while (i + plain < length && data[i + plain] >= ' ' && data[i + plain] < 0x80 && !strchr("\\\"<>&", data[i + plain]))
            plain++;
        ok = bytes_append(out, data + i, plain);
        i += plain;
        if (ok && i < length) {
            int size = character(data + i, length - i);
            size = size < 0 ? 0 : size;
            ok = append_escaped(out, data + i, size);
            i += size ? (size_t)size : 1;
        }
    }
    return ok && append_text(out, stream ? "\",\"stream\":\"stderr\",\"time\":\"" : "\",\"stream\":\"stdout\",\"time\":\"") &&
           bytes_append(out, time, LOG_TIME) && append_text(out, "\"}\n");
}

static void flush(struct log *log, struct bytes *batch) {
    if (batch->length)
        log_write(log, &(struct iovec){batch->data, batch->length}, 1, batch->length);
    batch->length = 0;
}

// How much of the end is the beginning of a character.
static size_t unfinished(const uint8_t *data, size_t length) {
    for (size_t back = 1; back <= 3 && back <= length; back++)
        if (character(data + length - back, back) < 0)
            return back;
    return 0;
}

static void append_all(struct log *log, int stream, const char *time, const uint8_t *data, size_t length, bool last) {
    struct bytes batch = {0}, record = {0};
    while (length) {
        const uint8_t *end = memchr(data, '\n', length);
        size_t size = end ? (size_t)(end - data) + 1 : length;
        size_t held = end || last ? 0 : unfinished(data, size);
        if (held) {
            memcpy(log->held[stream].bytes, data + size - held, held);
            log->held[stream].count = (unsigned)held;
        }
        record.length = 0;
        if (size > held && append_record(&record, stream, time, data, size - held)) {
            if (batch.length > BATCH || !log_fits(log, batch.length, record.length))
                flush(log, &batch);
            bytes_append(&batch, record.data, record.length);
        }
        data += size;
        length -= size;
    }
    flush(log, &batch);
    bytes_free(&batch);
    bytes_free(&record);
}

void log_append_json(struct log *log, int stream, const struct timespec *now, const uint8_t *data, size_t length, bool last) {
    char time[LOG_PREFIX + 1];
    log_prefix(time, now, "stdout", 'F');
    if (!log->held[stream].count) {
        append_all(log, stream, time, data, length, last);
        return;
    }
    struct bytes joined = {0};
    bool ok = bytes_append(&joined, log->held[stream].bytes, log->held[stream].count) &&
              (!length || bytes_append(&joined, data, length));
    log->held[stream].count = 0;
    if (ok)
        append_all(log, stream, time, joined.data, joined.length, last);
    bytes_free(&joined);
}
