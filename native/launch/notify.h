// SPDX-License-Identifier: Apache-2.0
// The other end of a filter that asks: the process behind `seccomp-notify` gets the listener and who it is for, as the runtime
// specification has it (seccompFd, SCM_RIGHTS).
#pragma once

#include "launch/plan.h"

#include <sys/types.h>

// A connection to it, or -1 (errno).
int notify_connect(const struct plan *plan);
// Fetches the listener that will have the number `listener` in the process, and hands it on. False: errno, EBADF where it did not come to be.
bool notify_deliver(const struct plan *plan, int connection, int pidfd, pid_t pid, int listener, int channel);
