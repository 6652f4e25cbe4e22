// SPDX-License-Identifier: Apache-2.0
#include "launch/cgroup.h"

#include "common/io.h"
#include "launch/channel.h"
#include "launch/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

static _Noreturn void report(const struct plan *plan, int channel, const char *detail) {
    struct failure failure = {.index = plan_index(plan, plan->cgroup), .error = errno ? errno : EIO, .operation = "cgroup"};
    snprintf(failure.detail, sizeof failure.detail, "%s", detail);
    channel_send_failure(channel, &failure);
    _exit(125);
}

uint32_t cgroup_unified(const struct plan *plan, int *fd) {
    for (uint32_t i = 1; plan->cgroup && i <= plan->cgroup->count; i++) {
        struct statfs system;
        *fd = open(plan->cgroup->fields[i].text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (*fd >= 0 && !fstatfs(*fd, &system) && system.f_type == CGROUP2_SUPER_MAGIC)
            return i;
        if (*fd >= 0)
            close(*fd);
    }
    *fd = -1;
    return 0;
}

// In version 1 a thread that moves itself, and only itself, waits for nobody, while who moves a process waits 10 to 20 ms for every
// processor to have seen it. This process has one thread. Version 2 has no such file.
static bool enter(const char *directory) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/tasks", directory);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        snprintf(path, sizeof path, "%s/cgroup.procs", directory);
        fd = open(path, O_WRONLY | O_CLOEXEC);
    }
    // 0: whoever writes.
    if (fd < 0 || write(fd, "0", 1) != 1)
        return false;
    close(fd);
    return true;
}

void cgroup_enter(const struct plan *plan, uint32_t born, int channel) {
    if (!plan->cgroup)
        return;
    for (uint32_t i = 1; i <= plan->cgroup->count; i++)
        if (i != born && !enter(plan->cgroup->fields[i].text))
            report(plan, channel, plan->cgroup->fields[i].text);
    if (!between_needed(plan) && plan->namespaces & CLONE_NEWCGROUP && unshare(CLONE_NEWCGROUP))
        report(plan, channel, "namespace");
}

static bool put(const char *directory, const char *file, const char *text) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", directory, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && io_write_all(fd, text, strlen(text));
    if (fd >= 0)
        close(fd);
    return ok;
}

// One look at who is in it. False: nobody is.
static bool signal_all(const char *directory) {
    char path[PATH_MAX], *text, *end;
    size_t length;
    snprintf(path, sizeof path, "%s/cgroup.procs", directory);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = io_read_all(fd, 16 << 20, &text, &length);
    close(fd);
    if (!ok)
        return true;
    text[length] = 0;
    bool any = length > 0;
    for (char *at = text;; at = end) {
        long pid = strtol(at, &end, 10);
        if (end == at)
            break;
        if (pid > 0)
            kill((pid_t)pid, SIGKILL);
    }
    free(text);
    return any;
}

void cgroup_end(const char *directory) {
    enum { PATIENCE_MS = 5000 };
    int64_t deadline = io_now_ms() + PATIENCE_MS;
    // Version 2 does it at once. In version 1 who is frozen makes no new processes while they are counted; where the hierarchy is
    // another one, each round meets what the one before left.
    put(directory, "cgroup.kill", "1");
    bool frozen = put(directory, "freezer.state", "FROZEN");
    while (signal_all(directory) && io_now_ms() < deadline) {
        if (frozen)
            put(directory, "freezer.state", "THAWED");
        io_sleep_ms(1);
    }
    if (frozen)
        put(directory, "freezer.state", "THAWED");
}
