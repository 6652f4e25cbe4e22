// SPDX-License-Identifier: Apache-2.0
#include "monitor/log.h"

#include <string.h>

// Records that go to the file together.
struct batch {
    struct iovec pieces[192];
    int count;
    size_t length;
};

static void flush(struct log *log, struct batch *batch) {
    if (batch->count)
        log_write(log, batch->pieces, batch->count, batch->length);
    batch->count = 0;
    batch->length = 0;
}

static void add(struct batch *batch, const void *data, size_t length) {
    batch->pieces[batch->count++] = (struct iovec){(void *)(uintptr_t)data, length};
    batch->length += length;
}

void log_append_cri(struct log *log, int stream, const struct timespec *now, const uint8_t *data, size_t length) {
    char whole[LOG_PREFIX + 1], piece[LOG_PREFIX + 1];
    struct batch batch = {.count = 0};
    log_prefix(whole, now, stream ? "stderr" : "stdout", 'F');
    memcpy(piece, whole, sizeof piece);
    piece[LOG_PREFIX - 2] = 'P';
    while (length) {
        const uint8_t *end = memchr(data, '\n', length);
        size_t size = end ? (size_t)(end - data) + 1 : length;
        if (batch.count > (int)(sizeof batch.pieces / sizeof *batch.pieces) - 3 ||
            !log_fits(log, batch.length, LOG_PREFIX + size + !end))
            flush(log, &batch);
        add(&batch, end ? whole : piece, LOG_PREFIX);
        add(&batch, data, size);
        if (!end)
            add(&batch, "\n", 1);
        data += size;
        length -= size;
    }
    flush(log, &batch);
}
