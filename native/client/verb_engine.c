// SPDX-License-Identifier: Apache-2.0
#include "client/verbs.h"

#include "client/request.h"
#include "client/session.h"
#include "client/signals.h"
#include "common/fail.h"
#include "common/io.h"
#include "common/text.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { STOP_MS = 30000 };

static void say(const char *text) {
    if (!io_write_all(1, text, strlen(text)))
        _exit(EXIT_ENGINE);
}

static int start(const struct paths *paths) {
    struct link link;
    struct hello hello;
    struct bytes nothing = {0};
    char line[64];
    engine_open(paths, &nothing, true, &link, &hello);
    link_close(&link);
    snprintf(line, sizeof line, "engine running (pid %s)\n", hello.pid);
    say(line);
    return 0;
}

// Asks the running engine. False: it does not run. `process`, where it is wanted: a descriptor of the engine, or -1 when that
// has ended already.
static bool ask(const struct paths *paths, int count, char **arguments, int *code, int *process) {
    struct session session = {0};
    struct hello hello;
    uint64_t pid;
    struct bytes request = {0};
    request_build(&request, count, arguments);
    if (!engine_open(paths, &request, false, &session.link, &hello))
        return false;
    bytes_free(&request);
    if (process) {
        if (!text_number(hello.pid, strlen(hello.pid), 10, INT_MAX, &pid))
            die("the engine's hello cannot be understood (pid)");
        *process = pidfd_open((pid_t)pid, 0);
        if (*process < 0 && errno != ESRCH)
            die("cannot watch the engine (pid %s): %s", hello.pid, strerror(errno));
    }
    session.signals = session.link.signals = signals_begin();
    // An engine that stops may close the connection instead of saying X.
    session.ended = !strcmp(arguments[1], "stop");
    *code = session_serve(&session);
    link_close(&session.link);
    return true;
}

static int stop(const struct paths *paths, char **arguments) {
    int code = 0, process = -1;
    if (!engine_runs(paths) || !ask(paths, 2, arguments, &code, &process)) {
        say("engine: not running\n");
        return 0;
    }
    if (code)
        return code;
    // The process, not only the lock: another client may start the next engine at once. (A process that nobody has waited for yet
    // has ended, too.)
    struct pollfd ended = {.fd = process, .events = POLLIN};
    for (int64_t deadline = io_now_ms() + STOP_MS; process >= 0 && engine_runs(paths) && poll(&ended, 1, 5) <= 0;)
        if (io_now_ms() > deadline)
            die("the engine has not ended after %d s; its log is %s, and the process that holds %s is the engine",
                STOP_MS / 1000, paths->log, paths->lock);
    if (process >= 0)
        close(process);
    return 0;
}

int verb_engine(int count, char **arguments) {
    struct paths paths;
    int code = 0;
    if (count != 2)
        return -1;
    const char *verb = arguments[1];
    char stop_word[] = "stop";
    char *stop_arguments[] = {arguments[0], stop_word, NULL};
    if (!strcmp(verb, "start")) {
        paths_find(&paths);
        return start(&paths);
    }
    if (!strcmp(verb, "stop")) {
        paths_find(&paths);
        return stop(&paths, arguments);
    }
    if (!strcmp(verb, "restart")) {
        paths_find(&paths);
        code = stop(&paths, stop_arguments);
        return code ? code : start(&paths);
    }
    if (!strcmp(verb, "status")) {
        paths_find(&paths);
        if (engine_runs(&paths) && ask(&paths, count, arguments, &code, NULL))
            return code;
        say("engine: not running\n");
        return 1;
    }
    return -1;
}
