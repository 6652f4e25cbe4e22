// SPDX-License-Identifier: Apache-2.0
// What ps shows of this process.
#pragma once

void title_begin(int count, char **arguments);
void title_set(const char *title);
