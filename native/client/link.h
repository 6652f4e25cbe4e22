// SPDX-License-Identifier: Apache-2.0
// One conversation in frames, with the engine or with a monitor, while the user's own 0, 1, 2 and signals are served: output
// frames are written, input is read and sent, nothing blocks on one while another is ready.
#pragma once

#include "client/detach.h"
#include "common/bytes.h"
#include "common/frame.h"

#include <stdbool.h>

enum link_event {
    LINK_FRAME,     // one that is not output
    LINK_CLOSED,    // the other side is gone
    LINK_SIGNAL,    // `number` reached us
    LINK_DETACHED,  // the detach keys were typed
    LINK_TIMEOUT,
};

struct link {
    int fd;
    struct bytes in, out;
    size_t at;              // how much of `in` is done with
    size_t pending;         // of the output frame at `at`: its payload not yet written
    size_t skip;            // behind it, or behind the frame returned last
    int sink;               // where the pending output goes
    int signals;            // signalfd or -1
    bool closed;
    bool input;             // the other side wants standard input
    struct detach detach;
};

struct link_report {
    struct frame frame;  // valid until the next call
    int number;
};

enum link_event link_next(struct link *link, int64_t deadline, struct link_report *report);
bool link_send(struct link *link, char type, const void *payload, size_t length);
// The same, waiting until it is on its way; nothing of it stays in memory here.
bool link_send_secret(struct link *link, char type, const void *payload, size_t length);
// Sends what is queued, as far as it goes without waiting.
void link_flush(struct link *link);
void link_close(struct link *link);
