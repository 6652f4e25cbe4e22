// SPDX-License-Identifier: Apache-2.0
// What is written to /proc goes to a procfs that nobody else has: a plain file of that name, or one that is mounted over it, would
// take the write somewhere else (CVE-2025-52881). The container's own /proc is never used for it.
#pragma once

#include "launch/child.h"

// The host's, for somebody who is about to leave the host's mounts. A descriptor or -1.
int procfs_of_host(void);
// Makes the child's, or takes the host's where none may be made. 0 or -errno.
int procfs_prepare(struct child *child);
// PATH is below the procfs; `self/` is this process. A descriptor or -1.
int procfs_open(const struct child *child, const char *path, int flags);
