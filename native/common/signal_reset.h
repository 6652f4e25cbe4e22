// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every signal as a new program expects it: no handler, nothing ignored. The mask is not touched.
void signal_reset(void);
