// SPDX-License-Identifier: Apache-2.0
// Unix sockets at paths of any length: a long one is reached through its directory's descriptor.
#pragma once

#include <stdbool.h>

// Connected and non-blocking, or -1 and errno (EAGAIN: its queue is full).
int unix_connect(const char *path);
// Bound with mode 0600 and listening, a stale socket of that name replaced; or -1 and errno.
int unix_listen(const char *path);
// Whether the other side is our own user or root.
bool unix_peer_trusted(int fd);
