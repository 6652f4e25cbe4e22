// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include "common/frame.h"

#include <stdlib.h>
#include <string.h>

// A copy of exactly this size: the sanitizer sees every byte read behind it.
static int parse(const uint8_t *data, size_t length, struct frame *frame, size_t *size, uint8_t **copy) {
    *copy = malloc(length ? length : 1);
    memcpy(*copy, data, length);
    return frame_parse(*copy, length, frame, size);
}

void test_frames(void) {
    struct bytes out = {0};
    struct frame frame;
    size_t size, at = 0;
    uint8_t *copy;
    const uint8_t *field;
    uint32_t length;
    struct bytes payload = {0};
    bytes_append_text_field(&payload, "one");
    bytes_append_text_field(&payload, "");
    frame_append(&out, 'Q', payload.data, payload.length);
    bool short_ok = true;
    for (size_t n = 0; n < out.length; n++) {
        short_ok = short_ok && parse(out.data, n, &frame, &size, &copy) == 0;
        free(copy);
    }
    check(short_ok, "every beginning of a frame asks for more");
    check(frame_parse(out.data, out.length, &frame, &size) == 1 && frame.type == 'Q' && size == out.length, "a frame");
    check(frame_field(&frame, &at, &field, &length) && length == 3 && !memcmp(field, "one", 3) &&
              frame_field(&frame, &at, &field, &length) && length == 0 && !frame_field(&frame, &at, &field, &length),
          "its fields");
    check(frame_parse((const uint8_t *)"\x00\x40\x00\x01O", 5, &frame, &size) == -1, "a frame over 4 MiB");
    check(frame_parse((const uint8_t *)"\xff\xff\xff\xff", 4, &frame, &size) == -1, "is refused before it arrives");
    check(frame_parse((const uint8_t *)"\x00\x00\x00\x00X", 5, &frame, &size) == 1 && !frame.length && size == 5, "an empty frame");
    check(!frame_append(&out, 'O', "", (size_t)FRAME_MAX + 1), "no frame over 4 MiB is made");
    for (int round = 0; round < 200000; round++) {
        uint8_t noise[64];
        size_t n = random_number() % sizeof noise;
        for (size_t i = 0; i < n; i++)
            noise[i] = random_number() % 3 ? (uint8_t)(random_number() % 8) : (uint8_t)random_number();
        if (parse(noise, n, &frame, &size, &copy) == 1) {
            at = 0;
            while (frame_field(&frame, &at, &field, &length))
                if (length && field[length - 1] == 255 && field[0] == 254)
                    random_number();
        }
        free(copy);
    }
    check(true, "200,000 random frames do no harm");
    bytes_free(&out);
    bytes_free(&payload);
}
