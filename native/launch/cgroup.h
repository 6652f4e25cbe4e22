// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "launch/plan.h"

// Which of the plan's control groups (1 the first) is one of version 2, where a process can be born: 0 if none is. `fd` is its
// descriptor, or -1.
uint32_t cgroup_unified(const struct plan *plan, int *fd);

// Puts this process, just forked, into the plan's control groups but the one it was `born` in (0: none), before it makes or joins
// anything; then they are the root of its cgroup namespace. Reports to `channel` and ends where that fails.
void cgroup_enter(const struct plan *plan, uint32_t born, int channel);

// Kills every process of the group and waits until there is none, some seconds at most.
void cgroup_end(const char *directory);
