// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "launch/plan.h"

// Puts this process, just forked, into the plan's control groups, before it makes or joins anything; then they are the root of its
// cgroup namespace. Reports to `channel` and ends where that fails.
void cgroup_enter(const struct plan *plan, int channel);

// Kills every process of the group and waits until there is none, some seconds at most.
void cgroup_end(const char *directory);
