// SPDX-License-Identifier: Apache-2.0
// The program `atoll`: client, launcher and monitor in one.
#include "client/session.h"
#include "client/verbs.h"
#include "common/fail.h"
#include "common/io.h"
#include "common/title.h"
#include "launch/init.h"
#include "launch/join.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// A descriptor that is opened while 0, 1 or 2 is closed would become one of them, and then the container's.
static void fill_standard(void) {
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
            _exit(125);
}

// For callers that have one path for their runtime and no room for a verb: called by this name, `oci` goes without saying.
static char **runtime_arguments(int *count, char **arguments) {
    static char verb[] = "oci";
    const char *slash = *count ? strrchr(arguments[0], '/') : NULL;
    if (!*count || strcmp(slash ? slash + 1 : arguments[0], "atoll-oci") != 0)
        return arguments;
    char **all = calloc((size_t)*count + 2, sizeof *all);
    if (!all)
        _exit(EXIT_ENGINE);
    all[0] = arguments[0];
    all[1] = verb;
    memcpy(all + 2, arguments + 1, ((size_t)*count - 1) * sizeof *all);
    ++*count;
    return all;
}

int main(int count, char **arguments) {
    if (count && !strcmp(arguments[0], "atoll-init"))
        init_main(count, arguments);
    if (count && !strcmp(arguments[0], "atoll-join"))
        join_main(count, arguments);
    fill_standard();
    title_begin(count, arguments);
    arguments = runtime_arguments(&count, arguments);
    const char *verb = count > 1 ? arguments[1] : "";
    if (count == 2 && !strcmp(verb, "--version")) {
        static const char version[] = "atoll version " ATOLL_VERSION "\n";
        return io_write_all(1, version, sizeof version - 1) ? 0 : 1;
    }
    if (count == 2 && !strcmp(verb, "launch"))
        return verb_launch();
    if (count == 2 && !strcmp(verb, "plan-text"))
        return verb_plan_text();
    if (!strcmp(verb, "engine")) {
        int code = verb_engine(count - 1, arguments + 1);
        if (code >= 0)
            return code;
    }
    return session_run(count ? count - 1 : 0, arguments + (count ? 1 : 0));
}
