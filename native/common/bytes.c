// SPDX-License-Identifier: Apache-2.0
#include "common/bytes.h"

#include <stdlib.h>
#include <string.h>

bool bytes_reserve(struct bytes *bytes, size_t more) {
    if (more > SIZE_MAX / 2 - bytes->length)
        return false;
    size_t needed = bytes->length + more;
    if (needed <= bytes->capacity)
        return true;
    size_t capacity = bytes->capacity ? bytes->capacity : 256;
    while (capacity < needed)
        capacity *= 2;
    uint8_t *data = realloc(bytes->data, capacity);
    if (!data)
        return false;
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

bool bytes_append(struct bytes *bytes, const void *data, size_t length) {
    if (!length)
        return true;
    if (!bytes_reserve(bytes, length))
        return false;
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return true;
}

bool bytes_append_u32(struct bytes *bytes, uint32_t number) {
    uint8_t b[4];
    put_u32(b, number);
    return bytes_append(bytes, b, sizeof b);
}

bool bytes_append_field(struct bytes *bytes, const void *data, size_t length) {
    return length <= UINT32_MAX && bytes_append_u32(bytes, (uint32_t)length) && bytes_append(bytes, data, length);
}

bool bytes_append_text_field(struct bytes *bytes, const char *text) {
    return bytes_append_field(bytes, text, strlen(text));
}

void bytes_consume(struct bytes *bytes, size_t length) {
    bytes->length -= length;
    if (bytes->length)
        memmove(bytes->data, bytes->data + length, bytes->length);
}

void bytes_free(struct bytes *bytes) {
    free(bytes->data);
    *bytes = (struct bytes){0};
}
