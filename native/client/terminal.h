// SPDX-License-Identifier: Apache-2.0
// The user's terminal while a container's terminal is shown on it: raw, and put right again whatever happens.
#pragma once

#include <stdbool.h>

// Makes the terminal on 0 raw and starts its guard. False: 0 is no terminal, and nothing was done.
bool terminal_raw(void);
void terminal_restore(void);
// Stops this process as SIGTSTP does, with the terminal put right meanwhile.
void terminal_stop(void);
// The process goes on, the shell may have changed the terminal.
void terminal_continue(void);
// "COLUMNS ROWS" of the user's terminal. False: there is none.
bool terminal_size(char text[16]);
