// SPDX-License-Identifier: Apache-2.0
#include "launch/sources.h"

#include "common/io.h"
#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// One CONTAINER:HOST:SIZE after the other. False: that is not what it is.
static bool next(const char **map, uint64_t range[3]) {
    const char *item;
    size_t length;
    if (!text_item(map, &item, &length))
        return false;
    for (int i = 0; i < 3; i++) {
        const char *end = i < 2 ? memchr(item, ':', length) : item + length;
        if (!end || !text_number(item, (size_t)(end - item), 10, UINT32_MAX, &range[i]))
            return false;
        if (i < 2) {
            length -= (size_t)(end + 1 - item);
            item = end + 1;
        }
    }
    return true;
}

bool id_map_fits(const char *map) {
    uint64_t range[3];
    uint32_t count = 0;
    while (*map && next(&map, range))
        count++;
    return count && !*map;
}

static bool write_map(int process, const char *file, const char *map) {
    char text[16 << 10];
    uint64_t range[3];
    size_t used = 0;
    while (*map && next(&map, range) && used < sizeof text)
        used += (size_t)snprintf(text + used, sizeof text - used, "%llu %llu %llu\n", (unsigned long long)range[0],
                                 (unsigned long long)range[1], (unsigned long long)range[2]);
    if (used >= sizeof text) {
        errno = E2BIG;
        return false;
    }
    int fd = openat(process, file, O_WRONLY | O_CLOEXEC);
    bool ok = fd >= 0 && write(fd, text, used) == (ssize_t)used;
    int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return ok;
}

// The namespace's first and only process, with our descriptors as its own. Its number means nothing in another pid namespace's
// /proc, so it names itself by a descriptor.
static _Noreturn void live_in_it(int answer) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int said = unshare(CLONE_NEWUSER) ? -1 : open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (said < 0)
        said = -errno;
    if (write(answer, &said, sizeof said) != sizeof said)
        _exit(1);
    for (;;)
        pause();
}

int id_map_namespace(const char *users, const char *groups) {
    int ends[2], process = -EIO, fd = -1;
    if (pipe2(ends, O_CLOEXEC))
        return -errno;
    long pid = syscall(SYS_clone, (unsigned long)CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0)
        live_in_it(ends[1]);
    int error = pid < 0 ? errno : 0;
    if (!error && io_read(ends[0], &process, sizeof process) == sizeof process && process >= 0) {
        if (write_map(process, "uid_map", users) && write_map(process, "gid_map", groups))
            fd = openat(process, "ns/user", O_RDONLY | O_CLOEXEC);
        error = fd < 0 ? errno : 0;
        close(process);
    } else if (!error) {
        error = -process;
    }
    if (pid > 0) {
        kill((pid_t)pid, SIGKILL);
        while (waitpid((pid_t)pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
    close(ends[1]);
    return fd >= 0 ? fd : -error;
}
