// SPDX-License-Identifier: Apache-2.0
// The frames of docs/protocol.md: length (u32), type, payload.
#pragma once

#include "common/bytes.h"

// Of client and engine: either refuses another.
#define PROTOCOL_VERSION "2"

enum { FRAME_HEAD = 5, FRAME_MAX = 4 << 20 };

struct frame {
    char type;
    const uint8_t *payload;
    uint32_t length;
};

// Looks at the start of `data`. 1: a whole frame, `*size` bytes long; 0: more bytes are needed; -1: not a frame.
int frame_parse(const uint8_t *data, size_t available, struct frame *frame, size_t *size);

bool frame_append(struct bytes *out, char type, const void *payload, size_t length);

// The next field of a payload; `*at` moves behind it. False: there is none, or it is cut short.
bool frame_field(const struct frame *frame, size_t *at, const uint8_t **field, uint32_t *length);
