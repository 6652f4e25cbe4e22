// SPDX-License-Identifier: Apache-2.0
// Entering a container that runs. Three processes take part, so that nothing the container may do reaches more than it has:
//   1. the launching process or the monitor: the parent of what is started, and never in the container itself;
//   2. the joiner, its child: replaced by a sealed copy of this program, it joins the namespaces and becomes the container's user.
//      A pid namespace is joined by children only, so the container's processes cannot see it;
//   3. the program's process, made by the joiner as a sibling (CLONE_PARENT): born inside with the rights the container's own
//      processes have, and with the sealed copy as its /proc/PID/exe until exec, never the host's file (CVE-2019-5736).
// Sharing another container's pid namespace (namespaces.h) has the second in common with it.
#pragma once

#include "launch/child.h"

#include <sys/types.h>

// What the joiner needs from outside.
struct join {
    int target;  // pidfd of the container's first process; -1 where none is joined
    int image;   // the sealed copy
    int plan;    // the plan, in memory
};

// 0, with `image` -1 where the plan needs no joiner, or -errno with everything closed again: ESRCH where the container has ended.
int join_open(const struct plan *plan, struct join *join);
void join_close(struct join *join);
// The joiner, or the first process of a container that wants it, just forked: exchanges this program for its copy.
_Noreturn void join_become(const struct plan *plan, const struct child_ends *ends, const struct join *join);
// The copy, from its first instruction to the plan's `exec`.
_Noreturn void join_main(int count, char **arguments);
