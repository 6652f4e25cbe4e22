// SPDX-License-Identifier: Apache-2.0
#include "client/detach.h"

#include <string.h>

void detach_begin(struct detach *detach, const void *keys, size_t length) {
    *detach = (struct detach){.length = length > DETACH_MAX ? 0 : length};
    if (detach->length)
        memcpy(detach->keys, keys, detach->length);
}

size_t detach_feed(struct detach *detach, const uint8_t *data, size_t length, uint8_t *out) {
    size_t passed = 0;
    for (size_t i = 0; i < length && !detach->done; i++) {
        // Give up as few held bytes as needed for the rest, with this one, to be a beginning of the keys again.
        while (detach->matched && detach->keys[detach->matched] != data[i]) {
            size_t drop = 1;
            while (drop < detach->matched && memcmp(detach->keys, detach->keys + drop, detach->matched - drop) != 0)
                drop++;
            memcpy(out + passed, detach->keys, drop);
            passed += drop;
            detach->matched -= drop;
        }
        if (detach->length && detach->keys[detach->matched] == data[i])
            detach->done = ++detach->matched == detach->length;
        else
            out[passed++] = data[i];
    }
    return passed;
}

size_t detach_flush(struct detach *detach, uint8_t *out) {
    size_t held = detach->done ? 0 : detach->matched;
    memcpy(out, detach->keys, held);
    detach->matched = 0;
    return held;
}
