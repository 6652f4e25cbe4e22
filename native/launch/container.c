// SPDX-License-Identifier: Apache-2.0
#include "launch/container.h"

#include "common/io.h"
#include "common/unix_socket.h"
#include "launch/birth.h"
#include "launch/cgroup.h"
#include "launch/child.h"
#include "launch/hook.h"
#include "launch/init.h"
#include "launch/join.h"
#include "launch/maps.h"
#include "launch/namespaces.h"
#include "launch/notify.h"
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
    drop(&container->asked);
    drop(&container->pidfd);
    free(container->notify);
    free(container->end_group);
    container->notify = container->end_group = NULL;
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
    // What the caller did not pass would be one of our own.
    for (int fd = 3; fd < 3 + (int)plan->preserved; fd++)
        if (fcntl(fd, F_GETFD) != 0) {
            char number[16];
            errno = EBADF;
            snprintf(number, sizeof number, "%d", fd);
            return fail(failure, 0, "preserve-fds", number);
        }
    if (plan->notify && !(container->notify = strdup(plan->notify->fields[1].text)))
        return fail_record(failure, plan, plan->notify);
    if (plan->seccomp_notify && (container->asked = notify_connect(plan)) < 0)
        return fail_record(failure, plan, plan->seccomp_notify);
    if (plan->end_group && !(container->end_group = strdup(plan->end_group->fields[1].text)))
        return fail_record(failure, plan, plan->end_group);
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

// fork(2) into the new namespaces and, in version 2, the control group (`*born`, 0 if it has to enter that itself), with a descriptor
// for the child.
static pid_t clone_child(const struct plan *plan, int *pidfd, uint32_t *born) {
    int group;
    *born = cgroup_unified(plan, &group);
    // A cgroup namespace begins where the child will be, and it is not there yet.
    unsigned namespaces = plan->cgroup ? plan->namespaces & ~(unsigned)CLONE_NEWCGROUP : plan->namespaces;
    if (between_needed(plan))
        namespaces = 0;
    struct clone_args arguments = {.flags = CLONE_PIDFD | namespaces | (*born ? CLONE_INTO_CGROUP : 0),
                                   .pidfd = (uint64_t)(uintptr_t)pidfd,
                                   .exit_signal = SIGCHLD,
                                   .cgroup = *born ? (uint64_t)group : 0};
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0 && *born) {  // unknown before 5.7; if it is refused, writing will say so of this group
        *born = 0;
        arguments.flags = CLONE_PIDFD | namespaces;
        arguments.cgroup = 0;
        pid = syscall(SYS_clone3, &arguments, CLONE_ARGS_SIZE_VER0);
    }
    if (pid < 0 && errno == ENOSYS)  // a filter around us that does not know clone3 answers so
        pid = syscall(SYS_clone, (unsigned long)namespaces | CLONE_PIDFD | SIGCHLD, NULL, pidfd, NULL, NULL);
    if (group >= 0)
        close(group);
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
    if (container->pid > 0 && container->end_group)
        cgroup_end(container->end_group);
    if (container->pid > 0 && container->state >= 0)
        unlinkat(container->state, "pid", 0);
    if (container->listener >= 0)
        unlink(plan->attach->fields[1].text);
    if (plan->gate)
        unlink(plan->gate->fields[1].text);
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

// Gives the container's root what the launching process made for it, and a new user namespace its users.
static bool settle(const struct plan *plan, struct container *container, int channel, struct failure *failure) {
    const int ours[] = {container->input, container->output, container->error};
    uid_t uid;
    gid_t gid;
    if (!((plan->namespaces | plan->shared | plan->joined) & CLONE_NEWUSER))
        return true;
    const struct record *record = plan->users ? maps_write(plan, container->pid) : NULL;
    if (record)
        return fail_record(failure, plan, record);
    if (maps_root(container->pid, &uid, &gid))
        for (int i = 0; i < 3; i++)
            if (ours[i] >= 0)
                (void)!fchown(ours[i], uid, gid);
    if (plan->users)
        send(channel, "m", 1, MSG_NOSIGNAL);
    return true;
}

// The joiner, or the process between, has made the one this is about, which need not wait for its end.
static bool adopt(
    const struct plan *plan, struct container *container, pid_t pid, int channel, struct failure *failure) {
    pid_t joiner = container->pid;
    drop(&container->pidfd);
    container->pid = pid;
    container->pidfd = pidfd_open(pid, 0);
    bool begun = container->pidfd < 0 ? fail(failure, 0, "namespaces", "the container's first process")
                                      : settle(plan, container, channel, failure) && begin(plan, container, channel, failure);
    while (waitpid(joiner, NULL, 0) < 0 && errno == EINTR)
        ;
    return begun;
}

// What stands between a container's terminal and its users gets it, and we are done with it.
static bool hand_over(const struct plan *plan, int master, struct failure *failure) {
    int fd = unix_connect(plan->console_socket->fields[1].text);
    bool ok = fd >= 0 && channel_send_master(fd, master, "/dev/ptmx");
    if (!ok)
        fail_record(failure, plan, plan->console_socket);
    if (fd >= 0)
        close(fd);
    close(master);
    return ok;
}

static bool run_hook(const struct plan *plan, const struct container *container, int index, int channel, struct failure *failure) {
    if (index < 0 || (uint32_t)index >= plan->count || plan->records[index].operation->run != do_hook) {
        errno = EPROTO;
        return fail(failure, 0, "launch", "what the container's first process said");
    }
    *failure = (struct failure){.index = (uint32_t)index, .operation = "hook"};
    failure->error = -hook_run(&plan->records[index], 2, container->pid, failure->detail, sizeof failure->detail);
    return !failure->error && send(channel, "h", 1, MSG_NOSIGNAL) == 1;
}

static bool listen_until_exec(
    const struct plan *plan, struct container *container, int channel, struct failure *failure) {
    bool begun = !plan->join && !between_needed(plan);
    int value = -1;
    for (;;) {
        struct failure said;
        switch (channel_receive(channel, &said, &value)) {
        case CHANNEL_MASTER:
            if (plan->console_socket) {
                if (!hand_over(plan, value, failure))
                    return false;
                break;
            }
            io_nonblocking(value);
            container->input = fcntl(value, F_DUPFD_CLOEXEC, 3);
            container->output = value;
            break;
        case CHANNEL_PID:
            if (!adopt(plan, container, value, channel, failure))
                return false;
            begun = true;
            break;
        case CHANNEL_HOOK:
            if (!run_hook(plan, container, value, channel, failure))
                return false;
            break;
        case CHANNEL_LISTENER:
            if (notify_deliver(plan, container->asked, container->pidfd, container->pid, value, channel)) {
                send(channel, "l", 1, MSG_NOSIGNAL);
                drop(&container->asked);
            } else if (errno != EBADF) {  // where there is none, the child says why
                return fail_record(failure, plan, plan->seccomp_notify);
            }
            break;
        case CHANNEL_FAILURE:
            *failure = said;
            return false;
        case CHANNEL_DONE:
            errno = ECHILD;
            if (container->asked >= 0)
                return fail_record(failure, plan, plan->seccomp_notify);
            return begun || fail(failure, 0, "namespaces", "the container's first process");
        }
    }
}

// Who am I: the launching process or the monitor, with the user's rights, about to become a container's parent. What the child
// inherits is what it needs until exec; its ends of the pipes are closed here at once, so that their ends of file mean something.
bool container_start(const struct plan *plan, struct container *container, struct failure *failure) {
    struct child_ends ends = {.init_image = -1, .gate = -1, .procfs = -1, .standard = {-1, -1, -1}};
    struct join join = {-1, -1, -1};
    int channel[2] = {-1, -1};
    uint32_t born = 0;
    *container = (struct container){
        .pidfd = -1, .input = -1, .output = -1, .error = -1, .log = log_none, .listener = -1, .state = -1, .asked = -1};
    container->terminal = plan->terminal;
    container->pid_namespace = plan->namespaces & CLONE_NEWPID;
    errno = 0;

    bool ready = open_files(plan, container, failure);
    if (ready && !open_standard(plan, container, &ends))
        ready = fail(failure, 0, "stdio", "pipe");
    if (ready && plan->init && (ends.init_image = init_image()) < 0)
        ready = fail(failure, 0, "init", "a sealed copy of this program");
    if (ready && plan->gate && (ends.gate = unix_listen(plan->gate->fields[1].text)) < 0)
        ready = fail_record(failure, plan, plan->gate);
    if (ready && (errno = -join_open(plan, &join)))
        ready = plan->join ? fail_record(failure, plan, plan->join) : fail(failure, 0, "namespaces", "a sealed copy of this program");
    if (ready && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel))
        ready = fail(failure, 0, "launch", "socket pair");
    if (ready && (container->pid = clone_child(plan, &container->pidfd, &born)) < 0)
        ready = fail(failure, 0, "namespaces", "clone");
    if (ready && container->pid == 0) {
        close(channel[0]);
        ends.channel = channel[1];
        birth(plan, born, channel[1]);
        if (join.image >= 0)
            join_become(plan, &ends, &join);
        if (between_needed(plan))
            between_run(plan, &ends);
        child_run(plan, &ends);
    }
    drop(&channel[1]);
    drop(&ends.init_image);
    drop(&ends.gate);
    join_close(&join);
    for (int fd = 0; fd < 3; fd++)
        drop(&ends.standard[fd]);
    ready = ready && (plan->join || between_needed(plan) || begin(plan, container, channel[0], failure)) &&
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
