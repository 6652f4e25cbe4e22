// SPDX-License-Identifier: Apache-2.0
#include "launch/own.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { SCRIPTS = 5, FIRST_LINE = 256 };  // as deep, and as long, as the kernel looks

static bool identify(int directory, const char *path, int how, struct identity *file) {
    struct statx status;
    if (statx(directory, path, how, STATX_INO | STATX_MNT_ID, &status))
        return false;
    *file = (struct identity){status.stx_mnt_id, status.stx_ino, makedev(status.stx_dev_major, status.stx_dev_minor)};
    return true;
}

void own_remember(struct child *child) {
    child->known = identify(AT_FDCWD, "/proc/self/exe", 0, &child->own);
}

// The same file by another mount is one that somebody put into the container.
static bool is_own(const struct child *child, const char *path) {
    struct identity file;
    return identify(AT_FDCWD, path, 0, &file) && file.mount == child->own.mount && file.inode == child->own.inode &&
           file.device == child->own.device;
}

// The interpreter of a script. What cannot be read belongs to somebody with less rights than the host's file asks for.
static bool interpreter(const char *path, char found[FIRST_LINE + 1]) {
    struct stat status;
    char line[FIRST_LINE + 1];
    if (stat(path, &status) || !S_ISREG(status.st_mode))
        return false;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, line, FIRST_LINE);
    if (fd >= 0)
        close(fd);
    if (n < 3 || line[0] != '#' || line[1] != '!')
        return false;
    line[n] = 0;
    const char *begin = line + 2 + strspn(line + 2, " \t");
    size_t length = strcspn(begin, " \t\n");
    memcpy(found, begin, length);
    found[length] = 0;
    return length > 0;
}

static int look(struct child *child, const char *path) {
    char next[2][FIRST_LINE + 1];
    const char *at = path;
    for (int i = 0; i <= SCRIPTS; i++) {
        if (is_own(child, at)) {
            snprintf(child->detail, sizeof child->detail, "%.400s (it leads to the launcher itself)", path);
            return -EACCES;
        }
        if (!interpreter(at, next[i % 2]))
            return 0;
        at = next[i % 2];
    }
    return 0;
}

int own_refuse(struct child *child) {
    const struct record *program = child_exec(child);
    const char *name = program->fields[1].text, *path = child_path(child);
    size_t length = strlen(name);
    int error = 0;
    if (!child->known)
        return 0;
    if (strchr(name, '/'))
        return look(child, name);
    for (const char *end; !error && *path; path = *end ? end + 1 : end) {
        char candidate[PATH_MAX];
        end = strchrnul(path, ':');
        size_t directory = (size_t)(end - path);
        if (directory + length + 2 > sizeof candidate)
            continue;
        snprintf(candidate, sizeof candidate, "%.*s%s%s", (int)directory, path, directory ? "/" : "", name);
        error = look(child, candidate);
    }
    return error;
}
