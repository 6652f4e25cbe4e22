// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "launch/child.h"

enum { CPU_SET_MAX = 8192 };
struct cpu_set {
    uint64_t bits[CPU_SET_MAX / 64];
};

// `0-3,7`. False: it is none.
bool cpu_list_parse(const char *list, struct cpu_set *set);
// Of this process. 0 or -errno.
int cpu_set_apply(const struct cpu_set *set);
