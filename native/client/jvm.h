// SPDX-License-Identifier: Apache-2.0
// The Java virtual machine the engine runs in, and its command line.
#pragma once

#include "client/paths.h"

#define OPTIONS_FILE "conf/jvm.options"
enum { OPTIONS_MAX = 1 << 20 };

struct jvm {
    char home[PATH_MAX];
    unsigned feature;  // 21, 25, …; 0 where it cannot be told
};

// Ends the program with an explanation if there is none.
void jvm_find(struct jvm *jvm);
// The command line, ended by NULL. `archive`: the class archive that is in it, or empty.
char **jvm_arguments(const struct jvm *jvm, const struct paths *paths, char archive[PATH_MAX]);

// archive.c: the path of the class archive that fits this virtual machine, its options and these jars.
void archive_path(const struct jvm *jvm, const struct paths *paths, char path[PATH_MAX]);
// The sorted names in DIRECTORY that end with `suffix`; the caller frees nothing. Returns their number.
int list_directory(const char *directory, const char *suffix, char ***names);
