// SPDX-License-Identifier: Apache-2.0
// The signals a client passes on instead of dying from them.
#pragma once

#include <stdbool.h>

// A signalfd for them; what the user chose to ignore (nohup) stays ignored.
int signals_begin(void);
// Also SIGTSTP, while the user's terminal is raw and must be put right before stopping.
void signals_catch_stop(int signals, bool on);
// Of those that end a plain program.
bool signals_fatal(int number);
