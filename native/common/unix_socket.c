// SPDX-License-Identifier: Apache-2.0
#include "common/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// Fills the address; `*directory` is a descriptor that must live until it was used, or -1.
static bool address_of(const char *path, struct sockaddr_un *address, int *directory) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    *directory = -1;
    if (strlen(path) < sizeof address->sun_path) {
        strcpy(address->sun_path, path);
        return true;
    }
    const char *slash = strrchr(path, '/');
    char parent[PATH_MAX];
    if (!slash || slash - path >= PATH_MAX || strlen(slash) > 80) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(parent, path, (size_t)(slash - path));
    parent[slash - path] = 0;
    *directory = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
    snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d%.80s", *directory, slash);
    return *directory >= 0;
}

static int finish(int fd, int directory, bool ok) {
    int error = errno;
    if (directory >= 0)
        close(directory);
    if (!ok && fd >= 0)
        close(fd);
    errno = error;
    return ok ? fd : -1;
}

int unix_connect(const char *path) {
    struct sockaddr_un address;
    int directory;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    bool ok = address_of(path, &address, &directory);
    while (ok && !(ok = connect(fd, (struct sockaddr *)&address, sizeof address) == 0) && errno == EINTR)
        ok = true;
    return finish(fd, directory, ok);
}

int unix_listen(const char *path) {
    struct sockaddr_un address;
    int directory;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    bool ok = address_of(path, &address, &directory);
    if (ok) {
        unlink(address.sun_path);
        mode_t before = umask(0177);
        ok = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
        umask(before);
    }
    ok = ok && listen(fd, 128) == 0;
    return finish(fd, directory, ok);
}

bool unix_peer_trusted(int fd) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == 0 || peer.uid == geteuid());
}
