// SPDX-License-Identifier: Apache-2.0
// The users and groups of a user namespace, seen from outside.
#pragma once

#include "launch/plan.h"

#include <sys/types.h>

// Writes the plan's maps for the process `pid`, just born into its new user namespace. NULL, or the record that failed (errno).
const struct record *maps_write(const struct plan *plan, pid_t pid);
// Who is root in the user namespace of `pid`. False: nobody.
bool maps_root(pid_t pid, uid_t *uid, gid_t *gid);
