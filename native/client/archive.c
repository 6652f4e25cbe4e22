// SPDX-License-Identifier: Apache-2.0
// The class archive is a cache that the engine makes. Its name says what it was made from, so a stale one is never found.
#include "client/jvm.h"

#include "common/fail.h"
#include "common/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int list_directory(const char *directory, const char *suffix, char ***names) {
    DIR *open = opendir(directory);
    int count = 0;
    *names = NULL;
    if (!open)
        return -1;
    for (struct dirent *entry; (entry = readdir(open));) {
        size_t length = strlen(entry->d_name), end = strlen(suffix);
        if (*entry->d_name == '.' || length < end || strcmp(entry->d_name + length - end, suffix) != 0)
            continue;
        char **grown = realloc(*names, (size_t)(count + 1) * sizeof **names);
        if (!grown || !(grown[count] = strdup(entry->d_name)))
            die("out of memory");
        *names = grown;
        count++;
    }
    closedir(open);
    if (count)
        qsort(*names, (size_t)count, sizeof **names, by_name);
    return count;
}

static const uint64_t PRIME = 0x100000001b3;  // FNV-1a

static uint64_t hash(uint64_t state, const char *text) {
    do
        state = (state ^ (unsigned char)*text) * PRIME;
    while (*text++);
    return state;
}

// The options the virtual machine is started with: an archive made with others would be refused by it, or worse, used.
static uint64_t hash_options(uint64_t state, const char *home) {
    char path[PATH_MAX], *text;
    size_t length;
    paths_join(path, home, OPTIONS_FILE);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return state;
    if (!io_read_all(fd, OPTIONS_MAX, &text, &length))
        die("cannot read %s: %s", path, strerror(errno));
    close(fd);
    for (size_t i = 0; i < length; i++)
        state = (state ^ (unsigned char)text[i]) * PRIME;
    free(text);
    return state;
}

static uint64_t hash_files(uint64_t state, const char *home, const char *folder, const char *suffix) {
    char directory[PATH_MAX], path[PATH_MAX], line[PATH_MAX + 96], **names;
    struct stat status;
    paths_join(directory, home, folder);
    int count = list_directory(directory, suffix, &names);
    for (int i = 0; i < count; i++) {
        paths_join(path, directory, names[i]);
        if (stat(path, &status))
            continue;
        snprintf(line, sizeof line, "%s/%s %lld %lld.%09ld", folder, names[i], (long long)status.st_size,
                 (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
        state = hash(state, line);
    }
    return state;
}

void archive_path(const struct jvm *jvm, const struct paths *paths, char path[PATH_MAX]) {
    char library[PATH_MAX], name[96];
    uint64_t state = hash(0xcbf29ce484222325, jvm->home);
    state = hash_options(state, paths->home);
    state = hash_files(state, paths->home, "lib", ".jar");
    state = hash_files(state, paths->home, "bundles", "");
    paths_join(library, paths->home, "lib");
    bool ours = access(library, W_OK) == 0;
    snprintf(name, sizeof name, "%s/%u-%016llx.%s", ours ? "archive" : "cache/archive", jvm->feature,
             (unsigned long long)state, jvm->feature >= 25 ? "aot" : "jsa");
    paths_join(path, ours ? library : paths->root, name);
}
