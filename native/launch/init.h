// SPDX-License-Identifier: Apache-2.0
#pragma once

// PID 1 of a container that asked for `init`: reaps, passes signals on, ends with the program's status.
_Noreturn void init_main(int count, char **arguments);
// A sealed copy of this program in memory, or -1: the prepared one, if there is one.
int init_image(void);
// Makes it while there is nothing better to do; where that fails it is made when it is wanted.
void init_image_prepare(void);
// Before its descriptor is closed by whoever closes everything.
void init_image_forget(void);
