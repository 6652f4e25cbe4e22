// SPDX-License-Identifier: Apache-2.0
// What the launching process itself does: the operations behind `exec`, or those of a plan without one.
#pragma once

#include "launch/channel.h"
#include "launch/container.h"
#include "launch/plan.h"

#include <sys/types.h>

// False: one failed, `failure` says which.
bool behind_run(const struct plan *plan, pid_t pid, struct failure *failure);
// Starts the container and does what stands behind its exec. False: nothing is left.
bool behind_start(const struct plan *plan, struct container *container, struct failure *failure);
