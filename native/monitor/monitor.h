// SPDX-License-Identifier: Apache-2.0
// The parent of a container that outlives the client that launched it.
#pragma once

#include "launch/container.h"

struct monitor_report {
    bool started;
    pid_t pid;
    uint64_t start_time;
    struct failure failure;
};

// Starts a monitor that carries out `plan` and stays with the container. `first`: the launching client's end of a socket pair, or
// -1. `bytes`, the memory under the plan, is given back by the monitor once the plan is carried out.
void monitor_launch(struct plan *plan, char *bytes, int first, bool with_first, struct monitor_report *report);
