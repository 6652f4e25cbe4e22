// SPDX-License-Identifier: Apache-2.0
// Where things are: the installation, the data, and the engine's socket, lock and log.
#pragma once

#include <limits.h>

struct paths {
    char home[PATH_MAX];
    char root[PATH_MAX];
    char run[PATH_MAX];
    char socket[PATH_MAX];
    char lock[PATH_MAX];
    char log[PATH_MAX];
};

void paths_find(struct paths *paths);
// Makes the run directory and checks that it is ours.
void paths_make_run(const struct paths *paths);
// DIRECTORY/NAME, or the end of the program where it is too long.
void paths_join(char out[PATH_MAX], const char *directory, const char *name);
