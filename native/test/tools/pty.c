// SPDX-License-Identifier: Apache-2.0
// pty PROGRAM [ARGUMENT…]: runs it on a terminal of 80x24 and carries out the steps on 0, one a line:
//   expect TEXT   waits until TEXT was shown (10 s)       send TEXT      types it (\n, \xHH)
//   resize C R    changes the terminal's size             signal N       to the program
//   cooked        waits until the terminal has ECHO and ICANON (10 s)
//   hidden, echoing   waits until ECHO is off, on
//   raw           waits until it has not                  wait           for the end; prints "exit N" or "signal N"
//   pause MS
//   stopped       waits until the program has stopped     gone TEXT      fails if TEXT was shown since the last expect
// Ends with 1 at the first step that fails, saying which, and what was shown.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static char seen[1 << 20];
static size_t used, from;
static int master;
static pid_t program;

static void fill(int ms) {
    struct pollfd p = {.fd = master, .events = POLLIN};
    if (poll(&p, 1, ms) == 1) {
        ssize_t n = read(master, seen + used, sizeof seen - 1 - used);
        if (n > 0)
            used += (size_t)n;
        else
            usleep((useconds_t)ms * 1000);
        seen[used] = 0;
    }
}

static size_t unescape(char *text) {
    char *out = text;
    for (char *at = text; *at; at++) {
        if (*at == '\\' && at[1] == 'n') {
            *out++ = '\n';
            at++;
        } else if (*at == '\\' && at[1] == 'x') {
            char hex[3] = {at[2], at[3], 0};
            *out++ = (char)strtol(hex, NULL, 16);
            at += 3;
        } else {
            *out++ = *at;
        }
    }
    *out = 0;
    return (size_t)(out - text);
}

static int is_raw(void) {
    struct termios mode;
    return tcgetattr(master, &mode) == 0 && !(mode.c_lflag & (ECHO | ICANON));
}

static int step(char *line) {
    char *text = strchrnul(line, ' ');
    if (*text)
        *text++ = 0;
    if (!strcmp(line, "expect")) {
        size_t length = unescape(text);
        for (int i = 0; i < 200; i++) {
            char *found = memmem(seen + from, used - from, text, length);
            if (found) {
                from = (size_t)(found - seen) + length;
                return 1;
            }
            fill(50);
        }
        return 0;
    }
    if (!strcmp(line, "gone"))
        return !memmem(seen + from, used - from, text, strlen(text));
    if (!strcmp(line, "send")) {
        size_t length = unescape(text);
        return write(master, text, length) == (ssize_t)length;
    }
    if (!strcmp(line, "resize")) {
        struct winsize size = {0};
        sscanf(text, "%hu %hu", &size.ws_col, &size.ws_row);
        return ioctl(master, TIOCSWINSZ, &size) == 0;
    }
    if (!strcmp(line, "pause")) {
        usleep((useconds_t)atoi(text) * 1000);
        return 1;
    }
    if (!strcmp(line, "signal"))
        return kill(program, atoi(text)) == 0;
    if (!strcmp(line, "raw") || !strcmp(line, "cooked")) {
        for (int i = 0; i < 200; i++) {
            if (is_raw() == (*line == 'r'))
                return 1;
            fill(50);
        }
        return 0;
    }
    if (!strcmp(line, "hidden") || !strcmp(line, "echoing")) {
        struct termios mode;
        for (int i = 0; i < 200; i++) {
            if (tcgetattr(master, &mode) == 0 && !(mode.c_lflag & ECHO) == (*line == 'h'))
                return 1;
            fill(50);
        }
        return 0;
    }
    int status;
    if (!strcmp(line, "stopped"))
        return waitpid(program, &status, WUNTRACED) == program && WIFSTOPPED(status);
    if (!strcmp(line, "wait")) {
        for (int i = 0; i < 200; i++) {
            if (waitpid(program, &status, WNOHANG) == program) {
                if (WIFSIGNALED(status))
                    printf("signal %d\n", WTERMSIG(status));
                else
                    printf("exit %d\n", WEXITSTATUS(status));
                fflush(stdout);
                return 1;
            }
            fill(50);
        }
        return 0;
    }
    return 0;
}

int main(int count, char **arguments) {
    struct winsize size = {.ws_col = 80, .ws_row = 24};
    char *line = NULL;
    size_t capacity = 0;
    if (count < 2)
        return 2;
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    grantpt(master);
    unlockpt(master);
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ioctl(master, TIOCSWINSZ, &size);
    program = fork();
    if (program == 0) {
        setsid();
        ioctl(slave, TIOCSCTTY, 0);
        dup2(slave, 0);
        dup2(slave, 1);
        dup2(slave, 2);
        execvp(arguments[1], arguments + 1);
        _exit(127);
    }
    // `slave` stays open: the terminal's state can be looked at after the program has gone.
    for (ssize_t length; (length = getline(&line, &capacity, stdin)) >= 0;) {
        if (length && line[length - 1] == '\n')
            line[--length] = 0;
        char *copy = strdup(line);
        if (length && *line != '#' && !step(line)) {
            printf("step failed: %s\nshown:\n%s\n", copy, seen);
            kill(program, SIGKILL);
            return 1;
        }
        free(copy);
    }
    return 0;
}
