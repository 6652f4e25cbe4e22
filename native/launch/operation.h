// SPDX-License-Identifier: Apache-2.0
// The table of operations: what a record must look like, and who carries it out.
#pragma once

#include "launch/mount_flags.h"
#include "launch/plan.h"

struct child;

// BEHIND: done by the launching process once the container runs, or alone.
enum phase { PHASE_SETUP, PHASE_CHILD, PHASE_BEHIND };

// In a plan that joins a container: where an operation stands. Outside of the container's pid namespace, so that what is given up
// is given up before anybody can see it, or inside of it.
enum joining { JOINING_NOT, JOINING_OUTSIDE, JOINING_INSIDE, JOINING_EITHER };

struct operation {
    const char *name;
    // One letter a field: p non-empty text, t text, b bytes, n decimal, N decimal of 64 bits, s decimal with or without a minus, o octal mode, x 64-bit hexadecimal, l limit (decimal or
    // `unlimited`), f, F, m
    // flags of a new mount, of a bind, of a mount to be changed. `*` at the end: the last may come any number of times more, or not at
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

// The number of RLIMIT_NAME, or -1.
int limit_number(const char *name);
// The SECCOMP_FILTER_FLAG_… of a list, or -1.
int64_t seccomp_flags(const char *list);

// What is wrong with the plan's namespaces taken together, or NULL.
const char *namespaces_fit(const struct plan *plan);

bool id_map_fits(const char *map);

// The setup operations, as checks that fill the plan's fields.
bool check_mode(struct plan *plan, const struct record *record);
bool check_stdio(struct plan *plan, const struct record *record);
bool check_terminal(struct plan *plan, const struct record *record);
bool check_namespaces(struct plan *plan, const struct record *record);
bool check_share(struct plan *plan, const struct record *record);
bool check_namespace_path(struct plan *plan, const struct record *record);
bool check_map(struct plan *plan, const struct record *record);
bool check_time_offset(struct plan *plan, const struct record *record);
bool check_join(struct plan *plan, const struct record *record);
bool check_cgroup(struct plan *plan, const struct record *record);
bool check_kept(struct plan *plan, const struct record *record);
bool check_log_options(struct plan *plan, const struct record *record);
bool check_propagation(struct plan *plan, const struct record *record);
bool check_bind(struct plan *plan, const struct record *record);
bool check_root_propagation(struct plan *plan, const struct record *record);
bool check_mknod(struct plan *plan, const struct record *record);
bool check_rlimit(struct plan *plan, const struct record *record);
bool check_seccomp(struct plan *plan, const struct record *record);
bool check_seccomp_notify(struct plan *plan, const struct record *record);
bool check_oom_score(struct plan *plan, const struct record *record);
bool check_write(struct plan *plan, const struct record *record);
bool check_cpus(struct plan *plan, const struct record *record);
bool check_scheduler(struct plan *plan, const struct record *record);
bool check_io_priority(struct plan *plan, const struct record *record);
bool check_personality(struct plan *plan, const struct record *record);
bool check_name(struct plan *plan, const struct record *record);
bool check_signal(struct plan *plan, const struct record *record);
bool check_upper(struct plan *plan, const struct record *record);
bool check_hold(struct plan *plan, const struct record *record);

// check_runtime.c: what a caller that is an OCI runtime's needs.
bool check_preserve(struct plan *plan, const struct record *record);
bool check_console_socket(struct plan *plan, const struct record *record);
bool check_sealed(struct plan *plan, const struct record *record);
bool check_gate(struct plan *plan, const struct record *record);
bool check_hook(struct plan *plan, const struct record *record);
bool check_hook_behind(struct plan *plan, const struct record *record);
