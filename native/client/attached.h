// SPDX-License-Identifier: Apache-2.0
// The user's terminal or pipes on a container's monitor.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct attached {
    int fd;       // to the monitor
    int signals;  // signalfd
    int pidfd;    // of the container, or -1: signals are passed to `on_signal`
    bool terminal;
    bool input;
    const void *keys;
    size_t keys_length;
    void (*on_signal)(void *context, int number);
    void *context;
};

enum { ATTACHED_DETACHED = -1, ATTACHED_LOST = -2 };

// The container's exit status, or one of the above. Ends this process, terminal put right, for a signal that ends it.
int attached_run(const struct attached *attached);
