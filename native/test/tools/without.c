// SPDX-License-Identifier: Apache-2.0
// without CALL[,CALL…] PROGRAM [ARGUMENT…]: runs the program as on a kernel that does not know these system calls (ENOSYS).
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    const char *name;
    unsigned number;
} calls[] = {{"openat2", SYS_openat2},       {"open_tree", SYS_open_tree},         {"move_mount", SYS_move_mount},
             {"fsopen", SYS_fsopen},         {"fsconfig", SYS_fsconfig},           {"fsmount", SYS_fsmount},
             {"clone3", SYS_clone3},         {"mount_setattr", SYS_mount_setattr}, {"clone", SYS_clone},
             {"close_range", SYS_close_range}};

int main(int count, char **arguments) {
    struct sock_filter filter[64] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    unsigned short used = 1;
    if (count < 3)
        return 2;
    for (char *rest = arguments[1], *name; (name = strsep(&rest, ","));) {
        size_t i = 0;
        while (i < sizeof calls / sizeof *calls && strcmp(calls[i].name, name) != 0)
            i++;
        if (i == sizeof calls / sizeof *calls || used > 60) {
            fprintf(stderr, "without: %s?\n", name);
            return 2;
        }
        filter[used++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
        filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
    }
    filter[used++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = used, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        perror("without: seccomp");
    else
        execv(arguments[2], arguments + 2);
    return 2;
}
