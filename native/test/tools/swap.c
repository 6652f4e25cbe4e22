// SPDX-License-Identifier: Apache-2.0
// swap ONE OTHER: exchanges the two names, over and over, until it is killed.
#include <fcntl.h>
#include <stdio.h>

int main(int count, char **arguments) {
    if (count != 3)
        return 2;
    for (;;)
        if (renameat2(AT_FDCWD, arguments[1], AT_FDCWD, arguments[2], RENAME_EXCHANGE))
            return 1;
}
