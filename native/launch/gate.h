// SPDX-License-Identifier: Apache-2.0
// A container that is created and not started: its first process, with everything done up to its program, waits at a socket. A socket and no
// fifo: what it holds meanwhile is no file, so nothing of the host can be reached through its descriptors (CVE-2024-21626), and who
// starts it learns over the connection whether the program runs, or why not.
#pragma once

#include "launch/channel.h"

// Opens it. False: `failure` says why, ESRCH where nobody waits any more.
bool gate_release(const char *path, struct failure *failure);
