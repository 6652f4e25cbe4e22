// SPDX-License-Identifier: Apache-2.0
// Every path of an image is hostile. It is opened below the root's descriptor by the kernel, which treats the root as `/` for
// `..` and for absolute links; what is done afterwards is done to the descriptor.
#include "launch/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int open_below(int directory, const char *path, int flags, mode_t mode, uint64_t how) {
    struct open_how open_how = {.flags = (uint64_t)flags | O_CLOEXEC,
                                .mode = flags & O_CREAT ? mode : 0,
                                .resolve = how};
    // A mount or rename anywhere on the host while `..` is resolved makes the kernel ask for another try.
    for (int tries = 0;; tries++) {
        long fd = syscall(SYS_openat2, directory, path, &open_how, sizeof open_how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR) || tries >= 1000)
            return fd >= 0 ? (int)fd : -errno;
    }
}

static int open_inside(int directory, const char *path, int flags, mode_t mode, uint64_t how) {
    return open_below(directory, path, flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | how);
}

int resolve(const struct child *child, const char *target, int flags, mode_t mode, uint64_t how) {
    return open_inside(child->root, target, flags, mode, how);
}

static int copy(const char *target, char path[PATH_MAX]) {
    size_t length = strlen(target);
    if (length >= PATH_MAX)
        return -ENAMETOOLONG;
    while (length > 1 && target[length - 1] == '/')
        length--;
    memcpy(path, target, length);
    path[length] = 0;
    return 0;
}

// `path` is changed meanwhile and the same again afterwards.
static int directory(const struct child *child, char *path, mode_t mode, bool *made) {
    int fd = open_inside(child->root, path, O_PATH | O_DIRECTORY, 0, 0);
    if (fd != -ENOENT)
        return fd;
    char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    int parent;
    if (slash && slash != path) {
        char *end = slash;
        while (end > path + 1 && end[-1] == '/')
            end--;
        char kept = *end;
        *end = 0;
        parent = directory(child, path, 0755, NULL);
        *end = kept;
    } else {
        parent = open_inside(child->root, "/", O_PATH | O_DIRECTORY, 0, 0);
    }
    if (parent < 0)
        return parent;
    if (mkdirat(parent, name, mode) == 0) {
        if (made)
            *made = true;
    } else if (errno != EEXIST) {
        fd = -errno;
        close(parent);
        return fd;
    }
    // A dangling link of that name is not followed: nothing is made where it points.
    fd = open_inside(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0, RESOLVE_NO_SYMLINKS);
    close(parent);
    return fd;
}

int resolve_directory(const struct child *child, const char *target, mode_t mode, bool *made) {
    char path[PATH_MAX];
    int error = copy(target, path);
    return error ? error : directory(child, path, mode, made);
}

int resolve_parent(const struct child *child, const char *target, char name[256]) {
    char path[PATH_MAX];
    int error = copy(target, path);
    if (error)
        return error;
    char *slash = strrchr(path, '/');
    const char *last = slash ? slash + 1 : path;
    if (!*last || !strcmp(last, ".") || !strcmp(last, ".."))
        return -EINVAL;
    if (strlen(last) > 255)
        return -ENAMETOOLONG;
    strcpy(name, last);
    if (!slash || slash == path)
        return open_inside(child->root, "/", O_PATH | O_DIRECTORY, 0, 0);
    *slash = 0;
    return directory(child, path, 0755, NULL);
}

int resolve_target(const struct child *child, const char *target, bool is_directory, uint64_t how) {
    char name[256];
    int fd = open_inside(child->root, target, O_PATH, 0, how);
    if (fd != -ENOENT)
        return fd;
    if (is_directory)
        return resolve_directory(child, target, 0755, NULL);
    int parent = resolve_parent(child, target, name);
    if (parent < 0)
        return parent;
    fd = open_inside(parent, name, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644, RESOLVE_NO_SYMLINKS);
    close(parent);
    return fd;
}
