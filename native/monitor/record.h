// SPDX-License-Identifier: Apache-2.0
// How a container ended, written down for the engine.
#pragma once

#include "launch/container.h"

// Waits for the container's first process (it has ended) and returns its status: its own, or 128+n. `*signal`: n or 0.
int record_reap(const struct container *container, int *signal);
// DIR/exit, then the notification.
void record_exit(const struct container *container, int code, int signal);
