// SPDX-License-Identifier: Apache-2.0
#pragma once

// PID 1 of a container that asked for `init`: reaps, passes signals on, ends with the program's status.
_Noreturn void init_main(int count, char **arguments);
// A sealed copy of this program in memory, or -1.
int init_image(void);
