// SPDX-License-Identifier: Apache-2.0
#include "launch/cgroup.h"

#include "launch/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static _Noreturn void report(const struct plan *plan, int channel, const char *detail) {
    struct failure failure = {.index = plan_index(plan, plan->cgroup), .error = errno ? errno : EIO, .operation = "cgroup"};
    snprintf(failure.detail, sizeof failure.detail, "%s", detail);
    channel_send_failure(channel, &failure);
    _exit(125);
}

void cgroup_enter(const struct plan *plan, int channel) {
    if (!plan->cgroup)
        return;
    for (uint32_t i = 1; i <= plan->cgroup->count; i++) {
        const char *directory = plan->cgroup->fields[i].text;
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/cgroup.procs", directory);
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        // 0: whoever writes.
        if (fd < 0 || write(fd, "0", 1) != 1)
            report(plan, channel, directory);
        close(fd);
    }
    if (plan->namespaces & CLONE_NEWCGROUP && unshare(CLONE_NEWCGROUP))
        report(plan, channel, "namespace");
}
