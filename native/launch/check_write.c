// SPDX-License-Identifier: Apache-2.0
// What of /proc may be written: the process's own, and settings of the kernel that a namespace of the container has for itself.
#include "launch/operation.h"

#include <sched.h>
#include <string.h>

static const struct {
    const char *name;  // below /proc/sys; one that ends with a slash is all below it
    unsigned namespace;
} settings[] = {{"net/", CLONE_NEWNET},
                {"user/", CLONE_NEWUSER},
                {"fs/mqueue/", CLONE_NEWIPC},
                {"kernel/auto_msgmni", CLONE_NEWIPC},
                {"kernel/msg_next_id", CLONE_NEWIPC},
                {"kernel/msgmax", CLONE_NEWIPC},
                {"kernel/msgmnb", CLONE_NEWIPC},
                {"kernel/msgmni", CLONE_NEWIPC},
                {"kernel/sem", CLONE_NEWIPC},
                {"kernel/sem_next_id", CLONE_NEWIPC},
                {"kernel/shm_next_id", CLONE_NEWIPC},
                {"kernel/shm_rmid_forced", CLONE_NEWIPC},
                {"kernel/shmall", CLONE_NEWIPC},
                {"kernel/shmmax", CLONE_NEWIPC},
                {"kernel/shmmni", CLONE_NEWIPC},
                {"kernel/domainname", CLONE_NEWUTS},
                {"kernel/hostname", CLONE_NEWUTS},
                {"kernel/ns_last_pid", CLONE_NEWPID},
                {"kernel/pid_max", CLONE_NEWPID}};

static bool names(const char *setting, const char *path) {
    size_t length = strlen(setting);
    return setting[length - 1] == '/' ? !strncmp(setting, path, length) && path[length] : !strcmp(setting, path);
}

bool check_write(struct plan *plan, const struct record *record) {
    static const char self[] = "/proc/self/", system[] = "/proc/sys/";
    const char *path = record->fields[1].text;
    plan->procfs = true;
    // (`..` and links fail when it is opened.)
    if (!strncmp(path, self, sizeof self - 1))
        return path[sizeof self - 1];
    if (strncmp(path, system, sizeof system - 1) != 0 || strstr(path, "/../") || strstr(path, "/./") || strstr(path, "//"))
        return false;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (names(settings[i].name, path + sizeof system - 1)) {
            plan->touched |= settings[i].namespace;
            return (plan->namespaces | plan->shared) & settings[i].namespace;
        }
    return false;
}
