// SPDX-License-Identifier: Apache-2.0
#include "client/paths.h"

#include "common/fail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void paths_join(char out[PATH_MAX], const char *directory, const char *name) {
    size_t d = strlen(directory), n = strlen(name);
    if (d + n + 2 > PATH_MAX)
        die("the path %.200s… is too long", directory);
    memmove(out, directory, d);
    out[d] = '/';
    memcpy(out + d + 1, name, n + 1);
}

static void find_home(char home[PATH_MAX]) {
    ssize_t n = readlink("/proc/self/exe", home, PATH_MAX - 1);
    if (n <= 0)
        die("cannot tell where this program is: /proc/self/exe: %s", strerror(errno));
    home[n] = 0;
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(home, '/');
        if (slash)
            *slash = 0;
    }
}

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

void paths_find(struct paths *paths) {
    const char *given = variable("ATOLL_ROOT");
    find_home(paths->home);
    if (given && *given == '/') {
        if (strlen(given) >= PATH_MAX)
            die("ATOLL_ROOT is too long");
        strcpy(paths->root, given);
        paths_join(paths->run, given, "run");
    } else if (given) {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here))
            die("ATOLL_ROOT is relative and the current directory is gone: %s", strerror(errno));
        paths_join(paths->root, here, given);
        paths_join(paths->run, paths->root, "run");
    } else if (geteuid() == 0) {
        strcpy(paths->root, "/var/lib/atoll");
        strcpy(paths->run, "/run/atoll");
    } else {
        const char *runtime = variable("XDG_RUNTIME_DIR"), *data = variable("XDG_DATA_HOME"), *user = variable("HOME");
        if (!runtime)
            die("XDG_RUNTIME_DIR is not set, so there is no place for the engine's socket; log in through a session that sets it, "
                "or set ATOLL_ROOT to a directory of yours");
        paths_join(paths->run, runtime, "atoll");
        if (data)
            paths_join(paths->root, data, "atoll");
        else if (user)
            paths_join(paths->root, user, ".local/share/atoll");
        else
            die("neither XDG_DATA_HOME nor HOME is set; set ATOLL_ROOT to a directory of yours");
    }
    paths_join(paths->socket, paths->run, "engine.sock");
    paths_join(paths->lock, paths->run, "engine.lock");
    paths_join(paths->log, paths->run, "engine.log");
}

static int make_all(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int failed = mkdir(path, 0755) && errno != EEXIST;
        *slash = '/';
        if (failed)
            return -1;
    }
    return mkdir(path, 0700) && errno != EEXIST ? -1 : 0;
}

void paths_make_run(const struct paths *paths) {
    char path[PATH_MAX];
    struct stat status;
    strcpy(path, paths->run);
    if (make_all(path))
        die("cannot make the run directory %s: %s; make it writable for this user, or set ATOLL_ROOT to a directory that is",
            paths->run, strerror(errno));
    if (stat(path, &status) || !S_ISDIR(status.st_mode))
        die("the run directory %s is not a directory", paths->run);
    if (status.st_uid != geteuid())
        die("the run directory %s belongs to user %u and not to this one (%u); remove it, or set ATOLL_ROOT", paths->run,
            status.st_uid, geteuid());
    if (status.st_mode & 022)
        die("the run directory %s can be written by others (mode %o); chmod 700 it", paths->run, status.st_mode & 07777);
}
