// SPDX-License-Identifier: Apache-2.0
#include "client/jvm.h"

#include "common/fail.h"
#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLDEST = 21, PREFERRED = 25 };

static unsigned feature_of(const char *home) {
    char path[PATH_MAX], text[8192];
    paths_join(path, home, "release");
    if (io_slurp(AT_FDCWD, path, text, sizeof text) <= 0)
        return 0;
    const char *at = strstr(text, "JAVA_VERSION=\"");
    return at ? (unsigned)strtoul(at + 14, NULL, 10) : 0;
}

static bool has_java(const char *home) {
    char path[PATH_MAX];
    paths_join(path, home, "bin/java");
    return access(path, X_OK) == 0;
}

static bool take(struct jvm *jvm, const char *home) {
    if (strlen(home) >= PATH_MAX || !has_java(home))
        return false;
    strcpy(jvm->home, home);
    jvm->feature = feature_of(home);
    return true;
}

// 25 where it is, else the newest.
static bool better(unsigned feature, unsigned than) {
    if (feature == than || feature < OLDEST)
        return false;
    return feature == PREFERRED || (than != PREFERRED && feature > than);
}

static bool installed(struct jvm *jvm) {
    char **names, home[PATH_MAX], best[PATH_MAX] = "";
    unsigned feature = 0;
    int count = list_directory("/usr/lib/jvm", "", &names);
    for (int i = 0; i < count; i++) {
        paths_join(home, "/usr/lib/jvm", names[i]);
        unsigned found = feature_of(home);
        if (better(found, feature) && has_java(home)) {
            feature = found;
            strcpy(best, home);
        }
    }
    return feature && take(jvm, best);
}

static bool on_path(struct jvm *jvm) {
    const char *path = getenv("PATH");
    char directory[PATH_MAX], candidate[PATH_MAX], real[PATH_MAX];
    for (const char *end; path && *path; path = *end ? end + 1 : end) {
        end = strchrnul(path, ':');
        if (end == path || end - path >= PATH_MAX)
            continue;
        memcpy(directory, path, (size_t)(end - path));
        directory[end - path] = 0;
        paths_join(candidate, directory, "java");
        char *bin;
        if (access(candidate, X_OK) || !realpath(candidate, real) || !(bin = strstr(real, "/bin/java")))
            continue;
        *bin = 0;
        if (feature_of(real) >= OLDEST && take(jvm, real))
            return true;
    }
    return false;
}

void jvm_find(struct jvm *jvm) {
    const char *ours = getenv("ATOLL_JAVA_HOME"), *java_home = getenv("JAVA_HOME");
    if (ours && *ours) {
        if (!take(jvm, ours))
            die("ATOLL_JAVA_HOME is %s, and there is no program bin/java in it", ours);
        if (jvm->feature && jvm->feature < OLDEST)
            die("ATOLL_JAVA_HOME is %s, a Java %u; the engine needs Java 21 or newer", ours, jvm->feature);
        return;
    }
    if (java_home && *java_home && feature_of(java_home) >= OLDEST && take(jvm, java_home))
        return;
    if (installed(jvm) || on_path(jvm))
        return;
    die("no Java 21 or newer was found (looked at JAVA_HOME, /usr/lib/jvm and PATH); install one, for instance the package "
        "openjdk-21-jre-headless or temurin-25-jre, or set ATOLL_JAVA_HOME");
}

struct list {
    char **items;
    size_t count, capacity;
};

static void add(struct list *list, char *item) {
    if (list->count + 2 > list->capacity) {
        list->capacity = list->capacity * 2 + 16;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
    }
    if (!list->items || !item)
        die("out of memory");
    list->items[list->count++] = item;
    list->items[list->count] = NULL;
}

static void add_pair(struct list *list, const char *name, const char *value) {
    char *item;
    if (asprintf(&item, "%s%s", name, value) < 0)
        item = NULL;
    add(list, item);
}

// One option a line; blanks around it, empty lines and lines that begin with # do not count.
static void add_options(struct list *list, const char *home) {
    char path[PATH_MAX], *text, *line;
    size_t length;
    paths_join(path, home, OPTIONS_FILE);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (!io_read_all(fd, OPTIONS_MAX, &text, &length))
        die("cannot read %s: %s", path, strerror(errno));
    close(fd);
    text[length] = 0;
    while ((line = strsep(&text, "\n"))) {
        line += strspn(line, " \t\r");
        for (char *end = line + strlen(line); end > line && strchr(" \t\r", end[-1]);)
            *--end = 0;
        if (*line && *line != '#')
            add(list, line);
    }
}

static void add_class_path(struct list *list, const char *home) {
    char directory[PATH_MAX], **names, *classes = NULL;
    paths_join(directory, home, "lib");
    int count = list_directory(directory, ".jar", &names);
    if (count <= 0)
        die("the installation at %s is not complete: %s holds no jar; install Atoll again", home, directory);
    for (int i = 0; i < count; i++) {
        char *longer;
        if (asprintf(&longer, "%s%s%s/%s", classes ? classes : "", classes ? ":" : "", directory, names[i]) < 0)
            die("out of memory");
        free(classes);
        classes = longer;
    }
    add_pair(list, "-cp", "");
    add(list, classes);
}

char **jvm_arguments(const struct jvm *jvm, const struct paths *paths, char archive[PATH_MAX]) {
    struct list list = {0};
    char made[PATH_MAX];
    add_pair(&list, jvm->home, "/bin/java");
    add_options(&list, paths->home);
    archive_path(jvm, paths, made);
    strcpy(archive, access(made, R_OK) == 0 ? made : "");
    if (*archive)
        add_pair(&list, jvm->feature >= 25 ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=", archive);
    add_pair(&list, "-Datoll.home=", paths->home);
    add_pair(&list, "-Datoll.root=", paths->root);
    add_pair(&list, "-Datoll.run=", paths->run);
    add_pair(&list, "-Datoll.archive=", made);
    add_class_path(&list, paths->home);
    add_pair(&list, "io.atoll.launcher.Main", "");
    return list.items;
}
