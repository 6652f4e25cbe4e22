// SPDX-License-Identifier: Apache-2.0
#include "launch/child.h"

#include "common/signal_reset.h"
#include "launch/channel.h"
#include "launch/namespaces.h"
#include "launch/own.h"
#include "launch/procfs.h"
#include "launch/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int child_fail(struct child *child, const char *detail) {
    int error = errno ? errno : EIO;
    snprintf(child->detail, sizeof child->detail, "%s", detail);
    return -error;
}

int child_fail_context(struct child *child, const char *detail, int context) {
    int error = errno ? errno : EIO;
    char said[256];
    ssize_t n = read(context, said, sizeof said - 1);
    if (n <= 0) {
        errno = error;
        return child_fail(child, detail);
    }
    said[n] = 0;
    said[strcspn(said, "\n")] = 0;
    // "e overlay: …": the letter is the level.
    snprintf(child->detail, sizeof child->detail, "%.240s (%s)", detail, n > 2 && said[1] == ' ' ? said + 2 : said);
    return -error;
}

void child_report(struct child *child, const struct record *record, int error) {
    struct failure failure = {.index = plan_index(child->plan, record), .error = error};
    snprintf(failure.operation, sizeof failure.operation, "%s", record->operation->name);
    memcpy(failure.detail, child->detail, sizeof failure.detail);
    // Not where it is the container's own filter that answers so.
    if (!child->met)
        failure_explain(&failure);
    channel_send_failure(child->channel, &failure);
    _exit(125);
}

static bool close_between(unsigned first, unsigned last) {
    return first > last || !close_range(first, last, 0);
}

// Where exec is refused, it is exec that failed.
static void refuse_own(struct child *child) {
    int error = own_refuse(child);
    if (error)
        child_report(child, child_exec(child), -error);
}

int child_meet_parent(struct child *child) {
    char go;
    sigset_t none;
    ssize_t n;
    if (child->met)
        return 0;
    child->met = true;
    do
        n = read(child->channel, &go, 1);
    while (n < 0 && errno == EINTR);
    if (n != 1)
        _exit(125);  // the parent is gone, nobody wants to know
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}

// exec looks a path up before it closes anything: no descriptor may lead out of the root then (CVE-2024-21626).
int child_let_go(struct child *child) {
    int error = child_meet_parent(child);
    if (error)
        return error;
    // A filter that is there already may forbid it.
    unsigned low = 3 + child->plan->preserved;
    const int kept[] = {child->channel, child->init_image, child->gate};
    for (;;) {
        int next = -1;
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
            if (kept[i] >= (int)low && (next < 0 || kept[i] < next))
                next = kept[i];
        if (next < 0)
            break;
        if (!close_between(low, (unsigned)next - 1))
            return child_fail(child, "close_range");
        low = (unsigned)next + 1;
    }
    if (!close_between(low, ~0U))
        return child_fail(child, "close_range");
    child->root = child->staging = child->null = child->procfs = -1;
    refuse_own(child);
    return error;
}

// Who am I: the first process of the new namespaces (or the joiner of a container's: join.h), with the launching process's memory, descriptors, user and capabilities, and
// the host's mounts. What I hold until exec: the channel, the container's own pipes or terminal, descriptors of mounts. Everything
// above 2 is marked to be closed by exec here, at once, so that no later step can forget it; the mark also covers what the
// launching process itself inherited. Not dumpable: this memory holds the engine's plan, and a process that already runs in the
// container must not be able to trace us or to open our descriptors through /proc.
void child_run(const struct plan *plan, const struct child_ends *ends) {
    struct child child = {
        .plan = plan, .channel = ends->channel, .init_image = ends->init_image, .gate = ends->gate, .root = -1, .staging = -1, .procfs = ends->procfs, .null = -1};

    struct stat status;
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (close_range(3 + plan->preserved, ~0U, CLOSE_RANGE_CLOEXEC)) {
        // Before 5.11 it is unknown, or does not know the flag: a container that held the launching process's files must not be.
        struct failure failure = {.error = errno == EINVAL ? ENOSYS : errno, .operation = "launch", .detail = "close_range"};
        failure_explain(&failure);
        channel_send_failure(child.channel, &failure);
        _exit(125);
    }
    setsid();
    for (int fd = 0; fd < 3; fd++)
        if (ends->standard[fd] >= 0)
            dup2(ends->standard[fd], fd);
    // Not the host's /dev/null.
    child.pipes[0] = !plan->terminal && plan->input == INPUT_PIPE;
    child.pipes[1] = child.pipes[2] = !plan->terminal && plan->capture;
    // Those of a caller that hands the container over were made for it.
    for (int fd = 0; plan->mode == MODE_ORPHAN && fd < 3; fd++)
        child.pipes[fd] |= fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
    if (plan->join && (child.root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)) < 0)
        child_report(&child, plan->join, errno);
    // What was ignored stays ignored over exec: a container does not inherit the habits of the shell that started it.
    signal_reset();
    umask(0);

    // Who joins is a sealed copy: any process may see that.
    if (!plan->join && !between_is_seen(plan))
        own_remember(&child);
    // Before anything covers the host's, or the kernel will not let a user namespace have another one.
    if (plan->procfs) {
        int error = procfs_prepare(&child);
        for (const struct record *record = plan->records; error; record++)
            if (record->operation->run == do_write || record->operation->run == do_apparmor || record->operation->run == do_selinux)
                child_report(&child, record, -error);
    }
    child.trees = ends->trees;
    if (!child.trees && plan->namespaces & CLONE_NEWNS) {
        const struct record *failed;
        int error = sources_prepare(&child, false, &failed);
        if (error)
            child_report(&child, failed, -error);
    }

    bool masked = false;
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct record *record = &plan->records[i];
        if (record->operation->phase != PHASE_CHILD)
            continue;
        if (record->operation->run == do_umask)
            masked = true;
        if (record->operation->run == do_exec && !masked)
            umask(022);
        errno = 0;
        int error = record->operation->run(&child, record);
        if (error)
            child_report(&child, record, -error);
    }
    _exit(125);
}
