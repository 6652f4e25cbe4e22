// SPDX-License-Identifier: Apache-2.0
// The clients attached to a container: up to 16, each with a bounded queue of frames it has not taken yet.
#pragma once

#include "common/bytes.h"

#include <stdbool.h>

enum { ATTACH_CLIENTS = 16, ATTACH_QUEUE = 64 << 10 };

struct attach_client {
    int fd;  // -1: free
    struct bytes in, out;
};

struct attach {
    int listener;
    struct attach_client clients[ATTACH_CLIENTS];
};

// What a client's frames ask for.
struct attach_sink {
    void *context;
    void (*input)(void *context, const struct attach_client *from, const uint8_t *data, size_t length);  // length 0: the end
    void (*resize)(void *context, unsigned columns, unsigned rows);
};

void attach_begin(struct attach *attach, int listener, int first);
void attach_accept(struct attach *attach);
// Something can be read from or written to the client.
void attach_read(struct attach_client *client, const struct attach_sink *sink);
void attach_write(struct attach_client *client);
// Queues a frame for everybody and sends what goes at once.
void attach_broadcast(struct attach *attach, char type, const void *data, size_t length);
bool attach_full(const struct attach *attach);
bool attach_pending(const struct attach *attach);
void attach_close(struct attach_client *client);
