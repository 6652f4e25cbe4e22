// SPDX-License-Identifier: Apache-2.0
#include "launch/gate.h"

#include "common/io.h"
#include "common/unix_socket.h"
#include "launch/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// Who am I: the container's user, with what the container may have, before its program. Held from here on: the socket, 0, 1, 2 and what
// the caller wanted kept.
DO(gate) {
    (void)record;
    int error = child_let_go(child);
    if (error)
        return error;
    // The end of the channel is the launching process's "it is created". Behind it nobody is there to be told of a failure.
    close(child->channel);
    do {
        struct pollfd ready = {.fd = child->gate, .events = POLLIN};
        poll(&ready, 1, -1);
        child->channel = accept4(child->gate, NULL, NULL, SOCK_CLOEXEC);
    } while (child->channel < 0 && (errno == EINTR || errno == EAGAIN || errno == ECONNABORTED));
    if (child->channel < 0)
        _exit(125);
    close(child->gate);
    child->gate = -1;
    return 0;
}

static bool fail(struct failure *failure, const char *path, int error) {
    *failure = (struct failure){.error = error, .operation = "release"};
    snprintf(failure->detail, sizeof failure->detail, "%s", path);
    return false;
}

bool gate_release(const char *path, struct failure *failure) {
    int fd = unix_connect(path);
    if (fd < 0)
        return fail(failure, path, errno == ECONNREFUSED || errno == ENOENT ? ESRCH : errno);
    // It will be let through now, whatever becomes of this process.
    unlink(path);
    fcntl(fd, F_SETFL, 0);
    memset(failure, 0, sizeof *failure);
    size_t used = 0;
    ssize_t n = 0;
    while (used < sizeof *failure - 1 && (n = io_read(fd, (char *)failure + used, sizeof *failure - 1 - used)) > 0)
        used += (size_t)n;
    int error = errno;
    close(fd);
    failure->operation[sizeof failure->operation - 1] = 0;
    failure->detail[sizeof failure->detail - 1] = 0;
    if (!used && n < 0)
        return fail(failure, path, error == ECONNRESET ? ESRCH : error);
    return !used;
}
