// SPDX-License-Identifier: Apache-2.0
// A tiny process that puts the user's terminal right if the client vanishes without a goodbye (kill -9).
#pragma once

#include <stddef.h>
#include <termios.h>

// `terminal` is what to put right: its mode, and by what is written to it then. Returns what guard_end takes.
int guard_begin(int terminal, const struct termios *saved, const void *reset, size_t length);
void guard_end(int guard);
