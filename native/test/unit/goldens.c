// SPDX-License-Identifier: Apache-2.0
// The plans the engine's tests keep: this side must read them, and show them as they are written there.
#include "test/unit/unit.h"

#include "common/io.h"
#include "launch/plan.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool slurp(const char *path, char **data, size_t *length) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && io_read_all(fd, PLAN_MAX, data, length);
    if (fd >= 0)
        close(fd);
    return ok;
}

static void golden(const char *path) {
    char text_path[4096], *bytes, *expected = NULL;
    size_t length, expected_length = 0;
    struct plan plan;
    struct plan_error error = {0};
    struct bytes text = {0};
    snprintf(text_path, sizeof text_path, "%.*s.txt", (int)strlen(path) - 5, path);
    if (!slurp(path, &bytes, &length)) {
        check(false, "golden %s: cannot be read", path);
        return;
    }
    bool decoded = plan_decode(&plan, bytes, length, &error);
    check(decoded && plan_check(&plan, &error), "golden %s is a plan (%u %s: %s)", path, error.index, error.operation,
          error.reason ? error.reason : "yes");
    if (decoded && slurp(text_path, &expected, &expected_length)) {
        plan_text(&plan, &text);
        check(text.length == expected_length && !memcmp(text.data, expected, text.length), "golden %s is its text", path);
    }
    if (decoded)
        plan_free(&plan);
    bytes_free(&text);
    free(expected);
    free(bytes);
}

void test_goldens(void) {
    glob_t found;
    // From native/ and from native/test/.
    static const char *const places[] = {"../bundles/runtime/src/test/resources/plans/*.plan",
                                         "../../bundles/runtime/src/test/resources/plans/*.plan"};
    for (int i = 0; i < 2; i++) {
        if (glob(places[i], 0, NULL, &found) == 0) {
            for (size_t n = 0; n < found.gl_pathc; n++)
                golden(found.gl_pathv[n]);
            globfree(&found);
            return;
        }
        globfree(&found);
    }
    puts("skipped golden plans: there are none in bundles/runtime/src/test/resources/plans");
}
