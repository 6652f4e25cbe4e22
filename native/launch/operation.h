// SPDX-License-Identifier: Apache-2.0
// The table of operations: what a record must look like, and who carries it out.
#pragma once

#include "launch/plan.h"

struct child;

enum phase { PHASE_SETUP, PHASE_CHILD };

// In a plan that joins a container: where an operation stands. Outside of the container's pid namespace, so that what is given up
// is given up before anybody can see it, or inside of it.
enum joining { JOINING_NOT, JOINING_OUTSIDE, JOINING_INSIDE };

struct operation {
    const char *name;
    // One letter a field: p non-empty text, t text, b bytes, n decimal, N decimal of 64 bits, o octal mode, x 64-bit hexadecimal, l limit (decimal or
    // `unlimited`), f mount flags, F mount flags of a bind. `*` at the end: the last may come any number of times more, or not at
    // all when it is the one before.
    const char *signature;
    enum phase phase;
    unsigned namespaces;  // which of them must be new, lest the operation changes the host
    bool once;
    bool before_pivot;  // needs host paths
    enum joining joining;
    int (*run)(struct child *child, const struct record *record);  // 0 or -errno
    bool (*check)(struct plan *plan, const struct record *record);
};

const struct operation *operation_find(const char *name, size_t length);

// Mount flags, already checked.
struct mount_flags {
    uint64_t set, clear;
    bool recursive;
};
bool mount_flags_parse(const char *text, bool bind, struct mount_flags *flags);

// The number of RLIMIT_NAME, or -1.
int limit_number(const char *name);
// The SECCOMP_FILTER_FLAG_… of a list, or -1.
int64_t seccomp_flags(const char *list);

// The setup operations, as checks that fill the plan's fields.
bool check_mode(struct plan *plan, const struct record *record);
bool check_stdio(struct plan *plan, const struct record *record);
bool check_terminal(struct plan *plan, const struct record *record);
bool check_namespaces(struct plan *plan, const struct record *record);
bool check_join(struct plan *plan, const struct record *record);
bool check_cgroup(struct plan *plan, const struct record *record);
bool check_kept(struct plan *plan, const struct record *record);
bool check_log_options(struct plan *plan, const struct record *record);
bool check_propagation(struct plan *plan, const struct record *record);
bool check_mknod(struct plan *plan, const struct record *record);
bool check_rlimit(struct plan *plan, const struct record *record);
bool check_seccomp(struct plan *plan, const struct record *record);
bool check_signal(struct plan *plan, const struct record *record);
bool check_upper(struct plan *plan, const struct record *record);
