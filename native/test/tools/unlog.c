// SPDX-License-Identifier: Apache-2.0
// unlog STREAM < LOG: the output a CRI log was made from. Ends with 1 at a record that is none.
#define MARK 31
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **arguments) {
    char *line = NULL;
    size_t size = 0;
    if (count != 2)
        return 2;
    for (ssize_t length; (length = getline(&line, &size, stdin)) >= 0;) {
        if (length < 41 || line[length - 1] != '\n' || line[MARK - 2] != 'Z' || line[39] != ' ' ||
            (line[38] != 'F' && line[38] != 'P'))
            return 1;
        if (memcmp(line + MARK, arguments[1], 6) != 0)
            continue;
        fwrite(line + 40, 1, (size_t)length - 40 - (line[38] == 'P'), stdout);
    }
    return 0;
}
