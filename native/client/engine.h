// SPDX-License-Identifier: Apache-2.0
// Reaching the engine, and starting it if it does not run.
#pragma once

#include "client/link.h"
#include "client/paths.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct hello {
    char version[64];
    char pid[16];
};

// Connects, sends `request` (may be empty) and waits for the engine's hello. Without `start`, an engine that does not run is false;
// every other obstacle ends the program with an explanation.
bool engine_open(const struct paths *paths, const struct bytes *request, bool start, struct link *link, struct hello *hello);
// Whether somebody holds the engine's lock.
bool engine_runs(const struct paths *paths);

// engine_start.c: a virtual machine started by us, and how it ended.
struct started {
    pid_t pid;  // 0: none
    int pidfd;
    char archive[PATH_MAX];  // the class archive it was given, or empty
};
// Takes over the lock's descriptor.
void engine_start(const struct paths *paths, int lock, struct started *started);
// After its end before it was ready. Returns if it may be started once more: a class archive that the virtual machine refuses is gone
// then. Otherwise ends the program with an explanation.
void engine_take_end(const struct paths *paths, struct started *started);
// The last lines of the engine's log on standard error.
void engine_show_log(const struct paths *paths);
