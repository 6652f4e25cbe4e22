// SPDX-License-Identifier: Apache-2.0
#include "launch/operation.h"

#include "launch/child.h"

#include <sched.h>
#include <string.h>

#define MNT CLONE_NEWNS
#define SETUP(n, signature, check) {n, signature, PHASE_SETUP, 0, true, false, JOINING_OUTSIDE, NULL, check}

static const struct operation operations[] = {
    SETUP("mode", "t", check_mode),
    SETUP("detach-keys", "b", check_kept),
    SETUP("stdio", "tt", check_stdio),
    SETUP("terminal", "nn", check_terminal),
    SETUP("log", "p", check_kept),
    SETUP("log-options", "tNn", check_log_options),
    SETUP("attach", "p", check_kept),
    SETUP("state", "p", check_kept),
    SETUP("notify", "p", check_kept),
    SETUP("namespaces", "t", check_namespaces),
    SETUP("join", "nNt", check_join),
    SETUP("cgroup", "pp*", check_cgroup),

    // name, fields, phase, namespaces, once, before pivot, joining, run, check
    {"propagation", "t", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_propagation, check_propagation},
    {"overlay", "ptttpp*", PHASE_CHILD, MNT, true, true, JOINING_NOT, do_overlay, check_upper},
    {"root", "pp", PHASE_CHILD, MNT, true, true, JOINING_NOT, do_root, NULL},
    {"mount", "ptpft", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mount, NULL},
    {"bind", "ppF", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_bind, NULL},
    {"mkdir", "ponn", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mkdir, NULL},
    {"mknod", "ptonn", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mknod, check_mknod},
    {"symlink", "pp", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_symlink, NULL},
    {"file", "pofb", PHASE_CHILD, MNT, false, true, JOINING_NOT, do_file, check_kept},
    {"mask", "p", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_mask, check_kept},
    {"readonly", "p", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_readonly, NULL},
    {"pivot", "", PHASE_CHILD, MNT, true, true, JOINING_NOT, do_pivot, NULL},
    {"console", "", PHASE_CHILD, MNT, true, false, JOINING_INSIDE, do_console, check_kept},
    {"readonly-root", "", PHASE_CHILD, MNT, true, false, JOINING_NOT, do_readonly_root, NULL},
    {"hostname", "p", PHASE_CHILD, CLONE_NEWUTS, true, false, JOINING_NOT, do_hostname, NULL},
    {"loopback", "", PHASE_CHILD, CLONE_NEWNET, true, false, JOINING_NOT, do_loopback, NULL},
    {"write", "pb", PHASE_CHILD, MNT, false, false, JOINING_NOT, do_write, NULL},
    {"rlimit", "pll", PHASE_CHILD, 0, false, false, JOINING_OUTSIDE, do_rlimit, check_rlimit},
    {"umask", "o", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_umask, NULL},
    {"user", "nnn*", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_user, NULL},
    {"capabilities", "xxxxx", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_capabilities, NULL},
    {"no-new-privileges", "", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_no_new_privileges, NULL},
    {"parent-death-signal", "n", PHASE_CHILD, 0, true, false, JOINING_INSIDE, do_parent_death_signal, check_signal},
    {"seccomp", "tb", PHASE_CHILD, 0, false, false, JOINING_INSIDE, do_seccomp, check_seccomp},
    {"chdir", "p", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_chdir, NULL},
    {"environment", "t*", PHASE_CHILD, 0, true, false, JOINING_OUTSIDE, do_environment, NULL},
    {"enter", "", PHASE_CHILD, 0, true, false, JOINING_INSIDE, do_enter, NULL},
    {"init", "", PHASE_CHILD, CLONE_NEWPID, true, false, JOINING_NOT, do_init, check_kept},
    {"exec", "pt*", PHASE_CHILD, 0, true, false, JOINING_INSIDE, do_exec, NULL},
};

const struct operation *operation_find(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (*operations[i].name == *name && strlen(operations[i].name) == length &&
            !memcmp(operations[i].name, name, length))
            return &operations[i];
    return NULL;
}
