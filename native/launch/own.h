// SPDX-License-Identifier: Apache-2.0
// An image can name its program so that it is this one: `/proc/self/exe`, or a script that begins with `#!/proc/self/exe`. Then the
// host's file would be a file of a process in the container, and from there to writing it is not far (CVE-2019-5736).
#pragma once

#include "launch/child.h"

// Remembers which file this is, while the host's /proc is there.
void own_remember(struct child *child);
// Looks at what exec will be given. 0, or -EACCES where it leads here.
int own_refuse(struct child *child);
