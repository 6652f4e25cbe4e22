// SPDX-License-Identifier: Apache-2.0
#include "common/frame.h"

int frame_parse(const uint8_t *data, size_t available, struct frame *frame, size_t *size) {
    if (available >= 4 && get_u32(data) > FRAME_MAX)
        return -1;
    if (available < FRAME_HEAD)
        return 0;
    uint32_t length = get_u32(data);
    if (available - FRAME_HEAD < length)
        return 0;
    *frame = (struct frame){.type = (char)data[4], .payload = data + FRAME_HEAD, .length = length};
    *size = FRAME_HEAD + (size_t)length;
    return 1;
}

bool frame_append(struct bytes *out, char type, const void *payload, size_t length) {
    if (length > FRAME_MAX || !bytes_reserve(out, FRAME_HEAD + length))
        return false;
    return bytes_append_u32(out, (uint32_t)length) && bytes_append(out, &type, 1) && bytes_append(out, payload, length);
}

bool frame_field(const struct frame *frame, size_t *at, const uint8_t **field, uint32_t *length) {
    if (frame->length - *at < 4)
        return false;
    uint32_t size = get_u32(frame->payload + *at);
    if (size > frame->length - *at - 4)
        return false;
    *field = frame->payload + *at + 4;
    *length = size;
    *at += 4 + (size_t)size;
    return true;
}
