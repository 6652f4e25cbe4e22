// SPDX-License-Identifier: Apache-2.0
// The life of a container seen from its parent: output to the log and to whoever watches, input and signals to it, and its end
// written down. The same loop serves the foreground client and the monitor.
#pragma once

#include "launch/container.h"

struct supervision {
    struct container *container;
    int signals;       // signalfd whose signals go to the container, or -1
    bool local;        // captured output also goes to our own 1 and 2
    int first;         // the launching client's end of a socket pair, or -1
    bool with_first;   // the container ends if that client vanishes
};

// Returns the container's exit status, 128+n after signal n.
int supervise(const struct supervision *supervision);
