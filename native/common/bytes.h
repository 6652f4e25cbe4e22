// SPDX-License-Identifier: Apache-2.0
// A growing run of bytes, and the big-endian numbers and length-prefixed fields that plans and frames are made of.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *data;
    size_t length;
    size_t capacity;
};

// Makes room for `more` bytes behind the content. False: out of memory, nothing changed.
bool bytes_reserve(struct bytes *bytes, size_t more);
bool bytes_append(struct bytes *bytes, const void *data, size_t length);
bool bytes_append_u32(struct bytes *bytes, uint32_t number);
// A field: its length (u32) and its bytes.
bool bytes_append_field(struct bytes *bytes, const void *data, size_t length);
bool bytes_append_text_field(struct bytes *bytes, const char *text);
// Drops the first `length` bytes.
void bytes_consume(struct bytes *bytes, size_t length);
void bytes_free(struct bytes *bytes);

static inline uint16_t get_u16(const void *at) {
    const uint8_t *b = at;
    return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t get_u32(const void *at) {
    const uint8_t *b = at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline void put_u32(void *at, uint32_t number) {
    uint8_t *b = at;
    b[0] = (uint8_t)(number >> 24);
    b[1] = (uint8_t)(number >> 16);
    b[2] = (uint8_t)(number >> 8);
    b[3] = (uint8_t)number;
}
