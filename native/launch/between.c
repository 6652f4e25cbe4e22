// SPDX-License-Identifier: Apache-2.0
#include "launch/namespaces.h"

#include "launch/channel.h"
#include "launch/process.h"
#include "launch/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

bool between_needed(const struct plan *plan) {
    return plan->shared || plan->namespaces & (CLONE_NEWUSER | CLONE_NEWTIME);
}

bool between_is_seen(const struct plan *plan) {
    return plan->shared & CLONE_NEWPID;
}

static const struct plan *plan_of;
static int channel_of;

static _Noreturn void report(const struct record *record, const char *detail) {
    struct failure failure = {.error = errno ? errno : EIO, .operation = "namespaces"};
    if (record) {
        failure.index = plan_index(plan_of, record);
        snprintf(failure.operation, sizeof failure.operation, "%s", record->operation->name);
    }
    snprintf(failure.detail, sizeof failure.detail, "%s", detail);
    failure_explain(&failure);
    channel_send_failure(channel_of, &failure);
    _exit(125);
}

// The place may be anything at all, and is only looked at until it turns out to be a namespace of the kind.
static int open_path(const struct record *record, const struct namespace_kind *kind) {
    const char *path = record->fields[2].text;
    char name[32], detail[512];
    struct statfs status;
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0)
        report(record, path);
    snprintf(name, sizeof name, "/proc/self/fd/%d", place);
    int fd = fstatfs(place, &status) || status.f_type != NSFS_MAGIC ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, NS_GET_NSTYPE) != (int)kind->flag) {
        errno = EINVAL;
        snprintf(detail, sizeof detail, "%.400s (it is not a namespace of the type %s)", path, kind->name);
        report(record, detail);
    }
    close(place);
    return fd;
}

// Opened first and the process compared with the one that is meant afterwards: it was that one's.
static int open_shared(const struct record *record, const struct namespace_kind *kind) {
    pid_t pid = (pid_t)field_number(&record->fields[1]);
    char name[48];
    snprintf(name, sizeof name, "/proc/%d/ns/%s", pid, kind->file);
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        errno = ESRCH;
    if (fd >= 0 && process_start_time(pid) != field_number(&record->fields[2])) {
        close(fd);
        fd = -1;
        errno = ESRCH;
    }
    if (fd < 0)
        report(record, record->fields[1].text);
    return fd;
}

// What a plan may do in a namespace that is not the host's it must not do in the host's by another name.
static void refuse_own(const struct record *record, const struct namespace_kind *kind, int fd) {
    char name[48], detail[512];
    struct stat own, other;
    snprintf(name, sizeof name, "/proc/self/ns/%s", kind->file);
    if (fstat(fd, &other) || stat(name, &own))
        report(record, name);
    if (own.st_ino != other.st_ino || own.st_dev != other.st_dev || !(plan_of->touched & kind->flag))
        return;
    errno = EINVAL;
    snprintf(detail, sizeof detail, "%.400s (it is the host's, which the plan would change)", record->fields[record->count].text);
    report(record, detail);
}

static bool names(const struct record *record, const struct namespace_kind *kind) {
    const char *list = record->fields[record->operation->check == check_share ? 3 : 1].text, *at = list;
    size_t length = strlen(kind->name);
    while ((at = strstr(at, kind->name)) && !((at == list || at[-1] == ',') && (!at[length] || at[length] == ',')))
        at++;
    return at;
}

// Namespaces that are there, by kind.
struct there {
    int fds[NAMESPACE_KINDS];
    const struct record *records[NAMESPACE_KINDS];
};

static void find(const struct plan *plan, struct there *there) {
    for (size_t i = 0; i < NAMESPACE_KINDS; i++) {
        const struct namespace_kind *kind = &namespace_kinds[i];
        int *fd = &there->fds[i];
        const struct record **record = &there->records[i];
        *fd = -1;
        if (!(plan->shared & kind->flag))
            continue;
        for (uint32_t n = 0; *fd < 0 && n < plan->count; n++) {
            *record = &plan->records[n];
            if ((*record)->operation->check == check_share && names(*record, kind))
                *fd = open_shared(*record, kind);
            if ((*record)->operation->check == check_namespace_path && names(*record, kind))
                *fd = open_path(*record, kind);
        }
        refuse_own(*record, kind, *fd);
    }
}

static void enter(struct there *there, bool user) {
    for (size_t i = 0; i < NAMESPACE_KINDS; i++) {
        const struct namespace_kind *kind = &namespace_kinds[i];
        const struct record *record = there->records[i];
        if (there->fds[i] < 0 || (kind->flag == CLONE_NEWUSER) != user)
            continue;
        if (setns(there->fds[i], (int)kind->flag))
            report(record, record->fields[record->count].text);
        close(there->fds[i]);
    }
}

// A time namespace's clocks can be set until the first process is in it, and who makes it is not.
static void set_clocks(const struct plan *plan) {
    if (unshare(CLONE_NEWTIME))
        report(NULL, "time");
    int fd = open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct record *record = &plan->records[i];
        if (record->operation->check != check_time_offset)
            continue;
        char line[96];
        int length = snprintf(line, sizeof line, "%s %s %s\n", record->fields[1].text, record->fields[2].text, record->fields[3].text);
        if (fd < 0 || write(fd, line, (size_t)length) != length)
            report(record, record->fields[1].text);
    }
    if (fd >= 0)
        close(fd);
}

// Who am I: the container's first process, with every capability in its user namespace, and nobody in it until its parent has
// written the maps.
static void become_root(const struct plan *plan, int channel) {
    char mapped;
    ssize_t n;
    while (plan->users && (n = read(channel, &mapped, 1)) != 1)
        if (n >= 0 || errno != EINTR)
            _exit(125);
    // Where the maps were written by somebody without a right to groups, setgroups stays forbidden, and there are none to lose.
    if (syscall(SYS_setresgid, 0, 0, 0) || syscall(SYS_setresuid, 0, 0, 0) || (syscall(SYS_setgroups, 0, NULL) && errno != EPERM))
        report(plan->users, "root of the user namespace");
}

// Who am I: still the launching process's user, with the host's mounts. The container's root could not even reach its own layers.
static int *open_sources(const struct plan *plan) {
    struct child child = {.plan = plan, .channel = channel_of, .init_image = -1, .gate = -1, .root = -1, .staging = -1, .procfs = -1, .null = -1};
    const struct record *failed;
    if (plan->namespaces & CLONE_NEWNS && unshare(CLONE_NEWNS))
        report(NULL, "mount");
    int error = sources_prepare(&child, false, &failed);
    for (uint32_t i = 0; !error && i < plan->count; i++) {
        failed = &plan->records[i];
        if (failed->operation->run == do_propagation)
            error = do_propagation(&child, failed);
    }
    if (!error)
        error = sources_prepare(&child, true, &failed);
    if (error)
        child_report(&child, failed, -error);
    return child.trees;
}

void between_run(const struct plan *plan, const struct child_ends *ends) {
    plan_of = plan;
    channel_of = ends->channel;
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    struct there there;
    find(plan, &there);
    enter(&there, false);
    if (plan->namespaces & CLONE_NEWTIME)
        set_clocks(plan);
    struct child_ends own = *ends;
    if ((plan->namespaces | plan->shared) & CLONE_NEWUSER)
        own.trees = open_sources(plan);
    // The user namespace last: what the others and the sources take may be had outside of it only.
    enter(&there, true);
    unsigned long made = plan->namespaces & ~(unsigned)CLONE_NEWTIME;
    long pid = syscall(SYS_clone, made | CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid < 0)
        report(NULL, "clone");
    if (pid > 0) {
        channel_send_pid(ends->channel, (pid_t)pid);
        _exit(0);
    }
    if ((plan->namespaces | plan->shared) & CLONE_NEWUSER)
        become_root(plan, ends->channel);
    child_run(plan, &own);
}
