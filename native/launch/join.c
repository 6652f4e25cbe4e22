// SPDX-License-Identifier: Apache-2.0
#include "launch/join.h"

#include "common/io.h"
#include "common/text.h"
#include "launch/channel.h"
#include "launch/init.h"
#include "launch/namespaces.h"
#include "launch/process.h"
#include "launch/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The descriptors the copy finds, behind those that are the container's. What a plan has no use for is not open.
enum { CHANNEL, PLAN, TARGET, GATE, KEPT };

static int plan_memory(const struct plan *plan) {
    struct bytes bytes = {0};
    int fd = -1;
    if (!plan_encode(plan, &bytes))
        errno = ENOMEM;
    else if ((fd = memfd_create("atoll-plan", MFD_CLOEXEC)) >= 0 &&
             (!io_write_all(fd, bytes.data, bytes.length) || lseek(fd, 0, SEEK_SET))) {
        close(fd);
        fd = -1;
    }
    bytes_free(&bytes);
    return fd;
}

int join_open(const struct plan *plan, struct join *join) {
    bool found = true;
    *join = (struct join){-1, -1, -1};
    if (!plan->join && !plan->sealed && !between_is_seen(plan))
        return 0;
    if (plan->join) {
        pid_t pid = (pid_t)field_number(&plan->join->fields[1]);
        found = (join->target = pidfd_open(pid, 0)) >= 0;
        // The number may be another process's by now. Once the descriptor is open it cannot become one.
        if (found && process_start_time(pid) != field_number(&plan->join->fields[2])) {
            errno = ESRCH;
            found = false;
        }
    }
    if (found && (join->image = init_image()) >= 0 && (join->plan = plan_memory(plan)) >= 0)
        return 0;
    int error = errno ? errno : EIO;
    join_close(join);
    return -error;
}

void join_close(struct join *join) {
    int *all[] = {&join->target, &join->image, &join->plan};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (*all[i] >= 0)
            close(*all[i]);
        *all[i] = -1;
    }
}

static _Noreturn void report(int channel, const struct plan *plan, const char *detail) {
    struct failure failure = {.error = errno ? errno : EIO, .operation = "namespaces"};
    if (plan->join) {
        failure.index = plan_index(plan, plan->join);
        snprintf(failure.operation, sizeof failure.operation, "join");
    }
    snprintf(failure.detail, sizeof failure.detail, "%s", detail);
    failure_explain(&failure);
    channel_send_failure(channel, &failure);
    _exit(125);
}

void join_become(const struct plan *plan, const struct child_ends *ends, const struct join *join) {
    static char name[] = "atoll-join";
    char number[16];
    char *const arguments[] = {name, number, NULL}, *const environment[] = {NULL};
    int base = 3 + (int)plan->preserved;
    int kept[KEPT] = {[CHANNEL] = ends->channel, [PLAN] = join->plan, [TARGET] = join->target, [GATE] = ends->gate};
    snprintf(number, sizeof number, "%u", plan->preserved);
    int image = fcntl(join->image, F_DUPFD_CLOEXEC, base + KEPT);
    for (int fd = 0; fd < 3; fd++)
        if (ends->standard[fd] >= 0)
            dup2(ends->standard[fd], fd);
    for (int i = 0; i < KEPT; i++)
        if (kept[i] >= 0 && (kept[i] = fcntl(kept[i], F_DUPFD_CLOEXEC, base + KEPT)) < 0)
            _exit(125);
    close_range((unsigned)base, (unsigned)base + KEPT - 1, 0);
    for (int i = 0; i < KEPT; i++)
        if (kept[i] >= 0 && dup2(kept[i], base + i) < 0)
            _exit(125);
    if (close_range((unsigned)base + KEPT, ~0U, CLOSE_RANGE_CLOEXEC)) {
        if (errno == EINVAL)
            errno = ENOSYS;
        report(base + CHANNEL, plan, "close_range");
    }
    syscall(SYS_execveat, image, "", arguments, environment, AT_EMPTY_PATH);
    report(base + CHANNEL, plan, "a sealed copy of this program");
}

// Who am I: the copy, with the launching process's user, capabilities, mounts and standard descriptors, and a few more. Whoever
// runs this program by this name in a container has the rights there that they had before.
void join_main(int count, char **arguments) {
    struct plan plan;
    struct plan_error error;
    char *bytes;
    size_t length;
    uint64_t preserved;
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (count != 2 || !text_number(arguments[1], strlen(arguments[1]), 10, 4096, &preserved))
        _exit(125);
    int base = 3 + (int)preserved;
    if (!io_read_all(base + PLAN, PLAN_MAX, &bytes, &length) || !plan_decode(&plan, bytes, length, &error) ||
        !plan_check(&plan, &error) || plan.preserved != preserved || plan.behind)
        _exit(125);
    close(base + PLAN);
    struct child_ends ends = {.channel = base + CHANNEL,
                              .init_image = -1,
                              .gate = plan.gate ? base + GATE : -1,
                              .procfs = -1,
                              .standard = {-1, -1, -1}};
    if (plan.init && (ends.init_image = open("/proc/self/exe", O_RDONLY | O_CLOEXEC)) < 0)
        report(base + CHANNEL, &plan, "a sealed copy of this program");
    if (between_needed(&plan))
        between_run(&plan, &ends);
    if (plan.join && plan.procfs && (ends.procfs = procfs_of_host()) < 0)
        report(base + CHANNEL, &plan, "/proc");
    // This also makes the container's root our root and our working directory.
    if (plan.join && setns(base + TARGET, (int)plan.joined))
        report(base + CHANNEL, &plan, "its namespaces");
    if (plan.join)
        close(base + TARGET);
    child_run(&plan, &ends);
}

DO(enter) {
    (void)record;
    long pid = syscall(SYS_clone, (unsigned long)CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid < 0)
        return child_fail(child, "fork");
    if (pid > 0) {
        channel_send_pid(child->channel, (pid_t)pid);
        _exit(0);
    }
    child->entered = true;
    setsid();
    return 0;
}
