// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Field 22 of /proc/PID/stat: with it a number names one process for ever. 0 if it is not there.
uint64_t process_start_time(pid_t pid);
