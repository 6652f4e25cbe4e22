// SPDX-License-Identifier: Apache-2.0
// Fills a new file system with what it is about to cover. What is read is an image's, or a volume's that others write to at the same
// time: every name is opened below its directory's descriptor, no link is followed, no other mount entered, and what was opened is
// asked what it is. A device stays behind: in the image it is a name, here it would be the device. How much there can be is for the
// new file system to say.
#include "launch/child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { DEPTH = 100, NAMES = 64 << 10 };

static int open_name(int directory, const char *name, int flags) {
    struct open_how how = {.flags = (uint64_t)flags | O_CLOEXEC | O_NOFOLLOW,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
    return (int)syscall(SYS_openat2, directory, name, &how, sizeof how);
}

// What the new file system cannot keep, or the kernel makes itself, is left out.
static bool copy_attributes(int from, int to) {
    char names[NAMES], value[NAMES];
    ssize_t length = flistxattr(from, names, sizeof names);
    for (const char *name = names; length > 0 && name < names + length; name += strlen(name) + 1) {
        ssize_t size = fgetxattr(from, name, value, sizeof value);
        if (size >= 0 && fsetxattr(to, name, value, (size_t)size, 0) && errno != ENOTSUP && errno != EPERM && errno != EINVAL)
            return false;
    }
    return length >= 0 || errno == ENOTSUP;
}

// The owner before the mode, which a change of owner would take set-user-ID from, and before the attributes (capabilities too).
static bool copy_status(int from, int to, const struct stat *status) {
    const struct timespec times[] = {status->st_atim, status->st_mtim};
    return !fchown(to, status->st_uid, status->st_gid) && !fchmod(to, status->st_mode & 07777) && copy_attributes(from, to) &&
           !futimens(to, times);
}

static bool copy_file(int from, int directory, const char *name, const struct stat *status) {
    int to = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    ssize_t n = 1;
    while (to >= 0 && (n = sendfile(to, from, NULL, 1 << 20)) > 0)
        ;
    bool ok = to >= 0 && n == 0 && copy_status(from, to, status);
    int error = errno;
    if (to >= 0)
        close(to);
    errno = error;
    return ok;
}

static bool copy_link(int from, int directory, const char *name, const struct stat *status) {
    char content[PATH_MAX];
    ssize_t length = readlinkat(from, "", content, sizeof content - 1);
    if (length < 0)
        return false;
    content[length] = 0;
    return !symlinkat(content, directory, name) &&
           !fchownat(directory, name, status->st_uid, status->st_gid, AT_SYMLINK_NOFOLLOW);
}

static bool copy_node(int directory, const char *name, const struct stat *status) {
    return !mknodat(directory, name, (status->st_mode & S_IFMT) | 0600, 0) &&
           !fchownat(directory, name, status->st_uid, status->st_gid, AT_SYMLINK_NOFOLLOW) &&
           !fchmodat(directory, name, status->st_mode & 07777, 0);
}

static bool copy_directory(int from, int to, int depth);

static bool copy_entry(int from, int to, const char *name, int depth) {
    struct stat status;
    int fd = open_name(from, name, O_PATH);
    if (fd < 0 || fstat(fd, &status)) {
        bool gone = errno == ENOENT || errno == EXDEV;  // removed meanwhile, or another mount
        if (fd >= 0)
            close(fd);
        return gone;
    }
    int content = -1, made = -1;
    bool ok = true;
    if (S_ISLNK(status.st_mode)) {
        ok = copy_link(fd, to, name, &status);
    } else if (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode)) {
        ok = copy_node(to, name, &status);
    } else if (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode)) {
        content = open_name(from, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
        if (content < 0 || fstat(content, &status))
            ok = errno == ENOENT || errno == EXDEV;
        else if (S_ISREG(status.st_mode))
            ok = copy_file(content, to, name, &status);
        else if (S_ISDIR(status.st_mode))
            ok = !mkdirat(to, name, 0700) && (made = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) >= 0 &&
                 copy_directory(content, made, depth + 1) && copy_status(content, made, &status);
    }
    int error = errno;
    close(fd);
    if (content >= 0)
        close(content);
    if (made >= 0)
        close(made);
    errno = error;
    return ok;
}

static bool copy_directory(int from, int to, int depth) {
    if (depth > DEPTH) {
        errno = ELOOP;
        return false;
    }
    int own = open_name(from, ".", O_RDONLY | O_DIRECTORY);
    DIR *directory = own < 0 ? NULL : fdopendir(own);
    if (!directory)
        return false;
    bool ok = true;
    for (const struct dirent *entry; ok && (errno = 0, entry = readdir(directory));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            ok = copy_entry(from, to, entry->d_name, depth);
    int error = errno;
    closedir(directory);
    errno = error;
    return ok && !error;
}

// True where the file system was not told itself.
static bool silent(const char *options, const char *key) {
    const char *at = strstr(options, key);
    return !at || (at != options && at[-1] != ',');
}

int copy_up(int place, int tree, const char *options) {
    struct stat status;
    int from = openat(place, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int to = openat(tree, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = from >= 0 && to >= 0 && !fstat(from, &status) && copy_directory(from, to, 0);
    if (ok && silent(options, "uid=") && silent(options, "gid="))
        ok = !fchown(to, status.st_uid, status.st_gid);
    if (ok && silent(options, "mode="))
        ok = !fchmod(to, status.st_mode & 07777);
    int error = ok ? 0 : errno ? errno : EIO;
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return -error;
}
