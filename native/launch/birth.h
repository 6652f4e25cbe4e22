// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "launch/plan.h"

// What a process is given when it has just been forked, still with the launching process's rights and paths, and keeps: in this order
// `oom-score-adj`, `initial-cpu-affinity`, `cgroup`. `born`: the group it is in already, as cgroup.h counts. Reports to `channel` and ends where that fails.
void birth(const struct plan *plan, uint32_t born, int channel);
