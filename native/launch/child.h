// SPDX-License-Identifier: Apache-2.0
// The container's first process, from clone to exec. It carries out the plan's child operations in order; each is one function
// that returns 0 or -errno, and leaves the path or name it failed on in `detail`.
#pragma once

#include "launch/operation.h"

#include <sys/stat.h>

// Which file by which mount.
struct identity {
    uint64_t mount, inode, device;
};

struct child {
    const struct plan *plan;
    int channel;     // to the parent: failures and the terminal go up, one byte ("go on") comes down
    int init_image;  // the sealed copy of this program, or -1
    int gate;        // the socket it waits at, or -1
    int root;        // the container's root, O_PATH; good before and after pivot
    int staging;     // a private tmpfs under the root: generated files and the mask of directories
    int procfs;      // for what is written to /proc (procfs.h), or -1
    int null;        // the host's /dev/null, O_PATH
    unsigned staged;
    bool pivoted;
    bool met;
    bool entered;  // a container's pid namespace
    bool masked_directory;
    bool pipes[3];  // of 0, 1, 2: made by the launcher, so they may be given to the container's user
    int death_signal;
    int *trees;      // of the plan's records: what of the host was opened before its turn, else -1; or NULL
    char *const *environment;
    const char *path;
    struct identity own;  // this program's, if it is known (own.h)
    bool known;
    char detail[512];
};

// The ends of the container's pipes (-1: the launching process's own).
struct child_ends {
    int channel, init_image, gate, standard[3];
    int procfs;  // the host's, or -1
    int *trees;  // made by the process between, or NULL
};

_Noreturn void child_run(const struct plan *plan, const struct child_ends *ends);

// Remembers what failed; returns -errno.
int child_fail(struct child *child, const char *detail);
// The same, with what the kernel wrote into the file system context.
int child_fail_context(struct child *child, const char *detail, int context);
// Waits until the parent has written down who we are, and makes this process ready for exec. Before the seccomp filter, so that
// the filter need not allow any of it.
int child_meet_parent(struct child *child);
// The same, and nothing is held any more that exec does not need. The last of the container's files must have been opened.
int child_let_go(struct child *child);
// The plan's exec.
const struct record *child_exec(const struct child *child);
// Where exec looks for a program that is a mere name.
const char *child_path(const struct child *child);
_Noreturn void child_report(struct child *child, const struct record *record, int error);

// resolve.c: paths inside the root, never followed out of it. A descriptor or -errno.
int resolve(const struct child *child, const char *target, int flags, mode_t mode, uint64_t how);
int resolve_parent(const struct child *child, const char *target, char name[256]);
int resolve_directory(const struct child *child, const char *target, mode_t mode, bool *made);
int resolve_target(const struct child *child, const char *target, bool directory, uint64_t how);

// stage.c
int stage(struct child *child, const char *mountpoint);

// mounts.c
int attach(int tree, int target);
int configure(int context, const char *options);

// copy_up.c
int copy_up(int place, int tree, const char *options);

#define DO(name) int do_##name(struct child *child, const struct record *record)
DO(propagation);
DO(overlay);
DO(root);
DO(mount);
DO(bind);
DO(bind_from);
DO(mkdir);
DO(mknod);
DO(symlink);
DO(file);
DO(mask);
DO(readonly);
DO(pivot);
DO(remount);
DO(root_propagation);
DO(console);
DO(readonly_root);
DO(hostname);
DO(domainname);
DO(loopback);
DO(personality);
DO(scheduler);
DO(io_priority);
DO(cpu_affinity);
DO(session_keyring);
DO(apparmor);
DO(selinux);
DO(write);
DO(rlimit);
DO(umask);
DO(user);
DO(capabilities);
DO(no_new_privileges);
DO(parent_death_signal);
DO(seccomp);
DO(chdir);
DO(environment);
DO(enter);
DO(init);
DO(exec);
DO(program);
DO(gate);
DO(hook);

