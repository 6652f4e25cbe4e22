// SPDX-License-Identifier: Apache-2.0
#include "launch/container.h"

#include "common/io.h"
#include "common/unix_socket.h"
#include "launch/cgroup.h"
#include "launch/child.h"
#include "launch/init.h"
#include "launch/join.h"
#include "launch/process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool fail(struct failure *failure, uint32_t index, const char *operation, const char *detail) {
    *failure = (struct failure){.index = index, .error = errno ? errno : EIO};
    snprintf(failure->operation, sizeof failure->operation, "%s", operation);
    snprintf(failure->detail, sizeof failure->detail, "%s", detail);
    failure_explain(failure);
    return false;
}

static bool fail_record(struct failure *failure, const struct plan *plan, const struct record *record) {
    return fail(failure, plan_index(plan, record), record->operation->name, record->count ? record->fields[1].text : "");
}

static void drop(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void drop_all(struct container *container) {
    if (container->error != container->output)
        drop(&container->error);
    container->error = -1;
    drop(&container->output);
    drop(&container->input);
    log_close(&container->log);
    drop(&container->listener);
    drop(&container->state);
    drop(&container->pidfd);
    free(container->notify);
    container->notify = NULL;
}

// A pipe: our end, and the container's.
static bool make_pipe(int *ours, int *theirs, bool we_read) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return false;
    *ours = ends[!we_read];
    *theirs = ends[we_read];
    io_nonblocking(*ours);
    return true;
}

static bool open_files(const struct plan *plan, struct container *container, struct failure *failure) {
    if (plan->log) {
        const struct record *options = plan->log_options;
        bool json = options && !strcmp(options->fields[1].text, "json");
        uint64_t size = options ? field_number(&options->fields[2]) : 0;
        unsigned files = options ? (unsigned)field_number(&options->fields[3]) : 1;
        if (!log_open(&container->log, plan->log->fields[1].text, json, size, files))
            return fail_record(failure, plan, plan->log);
    }
    if (plan->state) {
        container->state = open(plan->state->fields[1].text, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (container->state < 0)
            return fail_record(failure, plan, plan->state);
    }
    if (plan->attach) {
        container->listener = unix_listen(plan->attach->fields[1].text);
        if (container->listener < 0)
            return fail_record(failure, plan, plan->attach);
    }
    if (plan->notify && !(container->notify = strdup(plan->notify->fields[1].text)))
        return fail_record(failure, plan, plan->notify);
    return true;
}

static bool open_standard(const struct plan *plan, struct container *container, struct child_ends *ends) {
    if (plan->terminal)
        return true;
    if (plan->input == INPUT_NULL && (ends->standard[0] = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0)
        return false;
    if (plan->input == INPUT_PIPE && !make_pipe(&container->input, &ends->standard[0], false))
        return false;
    for (int fd = 1; plan->discard && fd < 3; fd++)
        if ((ends->standard[fd] = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0)
            return false;
    return !plan->capture || (make_pipe(&container->output, &ends->standard[1], true) &&
                              make_pipe(&container->error, &ends->standard[2], true));
}

// fork(2) into the new namespaces, with a descriptor for the child.
static pid_t clone_child(const struct plan *plan, int *pidfd) {
    // A cgroup namespace begins where the child will be, and it is not there yet.
    unsigned namespaces = plan->cgroup ? plan->namespaces & ~(unsigned)CLONE_NEWCGROUP : plan->namespaces;
    struct clone_args arguments = {
        .flags = CLONE_PIDFD | namespaces, .pidfd = (uint64_t)(uintptr_t)pidfd, .exit_signal = SIGCHLD};
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0 && errno == ENOSYS)  // a filter around us that does not know clone3 answers so
        pid = syscall(SYS_clone, (unsigned long)namespaces | CLONE_PIDFD | SIGCHLD, NULL, pidfd, NULL, NULL);
    return (pid_t)pid;
}

static bool write_pid(const struct container *container) {
    char line[64];
    int length = snprintf(line, sizeof line, "%d %llu\n", container->pid, (unsigned long long)container->start_time);
    return io_replace_file(container->state, "pid", line, (size_t)length);
}

static void discard(const struct plan *plan, struct container *container) {
    if (container->pid > 0) {
        kill(container->pid, SIGKILL);
        while (waitpid(container->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (container->pid > 0 && container->state >= 0)
        unlinkat(container->state, "pid", 0);
    if (container->listener >= 0)
        unlink(plan->attach->fields[1].text);
    drop_all(container);
}

// Writes down who runs, and lets it go on.
static bool begin(const struct plan *plan, struct container *container, int channel, struct failure *failure) {
    container->start_time = process_start_time(container->pid);
    if (container->state >= 0 && !write_pid(container))
        return fail_record(failure, plan, plan->state);
    send(channel, "g", 1, MSG_NOSIGNAL);
    return true;
}

// The joiner has made the process this is about, which need not wait for the joiner's end.
static bool adopt(
    const struct plan *plan, struct container *container, pid_t pid, int channel, struct failure *failure) {
    pid_t joiner = container->pid;
    drop(&container->pidfd);
    container->pid = pid;
    container->pidfd = pidfd_open(pid, 0);
    bool begun = container->pidfd >= 0 ? begin(plan, container, channel, failure) : fail_record(failure, plan, plan->join);
    while (waitpid(joiner, NULL, 0) < 0 && errno == EINTR)
        ;
    return begun;
}

static bool listen_until_exec(
    const struct plan *plan, struct container *container, int channel, struct failure *failure) {
    bool begun = !plan->join;
    int value = -1;
    for (;;) {
        struct failure said;
        switch (channel_receive(channel, &said, &value)) {
        case CHANNEL_MASTER:
            io_nonblocking(value);
            container->input = fcntl(value, F_DUPFD_CLOEXEC, 3);
            container->output = value;
            break;
        case CHANNEL_PID:
            if (!adopt(plan, container, value, channel, failure))
                return false;
            begun = true;
            break;
        case CHANNEL_FAILURE:
            *failure = said;
            return false;
        case CHANNEL_DONE:
            errno = ECHILD;
            return begun || fail_record(failure, plan, plan->join);
        }
    }
}

// Who am I: the launching process or the monitor, with the user's rights, about to become a container's parent. What the child
// inherits is what it needs until exec; its ends of the pipes are closed here at once, so that their ends of file mean something.
bool container_start(const struct plan *plan, struct container *container, struct failure *failure) {
    struct child_ends ends = {.init_image = -1, .standard = {-1, -1, -1}};
    struct join join = {-1, -1, -1};
    int channel[2] = {-1, -1};
    *container = (struct container){
        .pidfd = -1, .input = -1, .output = -1, .error = -1, .log = log_none, .listener = -1, .state = -1};
    container->terminal = plan->terminal;
    container->pid_namespace = plan->namespaces & CLONE_NEWPID;
    errno = 0;

    bool ready = open_files(plan, container, failure);
    if (ready && !open_standard(plan, container, &ends))
        ready = fail(failure, 0, "stdio", "pipe");
    if (ready && plan->init && (ends.init_image = init_image()) < 0)
        ready = fail(failure, 0, "init", "a sealed copy of this program");
    if (ready && plan->join && (errno = -join_open(plan, &join)))
        ready = fail_record(failure, plan, plan->join);
    if (ready && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel))
        ready = fail(failure, 0, "launch", "socket pair");
    if (ready && (container->pid = clone_child(plan, &container->pidfd)) < 0)
        ready = fail(failure, 0, "namespaces", "clone");
    if (ready && container->pid == 0) {
        close(channel[0]);
        ends.channel = channel[1];
        cgroup_enter(plan, channel[1]);
        if (plan->join)
            join_become(plan, &ends, &join);
        child_run(plan, &ends);
    }
    drop(&channel[1]);
    drop(&ends.init_image);
    join_close(&join);
    for (int fd = 0; fd < 3; fd++)
        drop(&ends.standard[fd]);
    ready = ready && (plan->join || begin(plan, container, channel[0], failure)) &&
            listen_until_exec(plan, container, channel[0], failure);
    drop(&channel[0]);
    if (!ready)
        discard(plan, container);
    return ready;
}

int failure_code(const struct failure *failure) {
    if (strcmp(failure->operation, "exec") != 0)
        return 125;
    return failure->error == ENOENT || failure->error == ENOTDIR ? 127 : 126;
}
