// SPDX-License-Identifier: Apache-2.0
// The parent's side of a launch: what the launching process (or the monitor) holds of a container it has started.
#pragma once

#include "launch/channel.h"
#include "launch/plan.h"
#include "monitor/log.h"

#include <sys/types.h>

struct container {
    pid_t pid;
    uint64_t start_time;  // field 22 of /proc/PID/stat
    int pidfd;
    int input;            // our end of the container's standard input, or the terminal's master
    int output, error;    // our ends of what is captured; the terminal's master is `output`
    struct log log;
    int listener, state;
    int asked;            // by the container's filter, until the filter is there
    bool terminal, pid_namespace;
    char *notify, *end_group;
};

// Carries the plan out up to the container's exec. False: `failure` says why, and nothing is left.
bool container_start(const struct plan *plan, struct container *container, struct failure *failure);

// The exit status of a failed launch, as docs/launch-plan.md has it.
int failure_code(const struct failure *failure);
