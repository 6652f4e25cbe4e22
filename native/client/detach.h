// SPDX-License-Identifier: Apache-2.0
// Finds the detach keys in what is typed, byte by byte across reads. What turns out not to be them is passed on.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DETACH_MAX = 16 };

struct detach {
    uint8_t keys[DETACH_MAX];
    size_t length;   // 0: none
    size_t matched;  // of them, held back
    bool done;
};

void detach_begin(struct detach *detach, const void *keys, size_t length);
// Returns how many bytes were put into `out`, which has room for length + DETACH_MAX. Nothing behind the keys is passed on.
size_t detach_feed(struct detach *detach, const uint8_t *data, size_t length, uint8_t *out);
// The end of input: what was held back.
size_t detach_flush(struct detach *detach, uint8_t *out);
