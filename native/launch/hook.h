// SPDX-License-Identifier: Apache-2.0
// Programs that others want run at certain moments of a container's life (runtime-spec 1.2 config.md#posix-platform-hooks).
#pragma once

#include "launch/plan.h"

#include <sys/types.h>

// Runs it and waits for its end. The fields of `record` from `first` on are: seconds it may take (0: for ever), what it reads before and behind
// the process id, how many arguments it has, its path, its arguments, its environment. 0, or -errno with what is to be said in `detail`:
// ETIMEDOUT, or ECANCELED where it ended with another status than 0.
int hook_run(const struct record *record, uint32_t first, pid_t pid, char *detail, size_t size);
// Whether the fields from `first` on are such.
bool hook_fits(const struct record *record, uint32_t first);
