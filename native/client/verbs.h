// SPDX-License-Identifier: Apache-2.0
// What the program does by itself.
#pragma once

// `atoll engine start|stop|status|restart`. -1: it is none of them.
int verb_engine(int count, char **arguments);
// `atoll launch`: a plan on 0, one line on 1.
int verb_launch(void);
// `atoll plan-text`: a plan on 0, its text on 1.
int verb_plan_text(void);
