// SPDX-License-Identifier: Apache-2.0
// An engine for tests: listens on 0, says hello, and does what the request's first argument says.
//   print N            N bytes of output            cat             input back as output
//   exit N             just that                    hang            waits for a signal frame
//   run PLAN [die]     the plan; with die, the engine is gone once it was launched
//   attach PATH KIND   attach to a monitor          args            the request's fields, one a line
//   ask TEXT ECHO [N]  a prompt, N times, the answers back as output; with one more argument, then input as output; a resize ends the engine
//   reset TEXT die|hang|end   a terminal to be put right; a resize is the end   engine status|stop
// FAKE_MODE=die|silent|hangup: what it does instead; relock: when it stops, the lock is not free for 6 s. FAKE_COUNT: a file that gets a line a start. FAKE_REPORT: a file that gets
// the client's frames, one a line.
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static char payload[(4 << 20) + 1];
static uint32_t length;

static void send_all(int fd, const void *data, size_t size) {
    while (size) {
        ssize_t n = write(fd, data, size);
        if (n <= 0)
            _exit(0);
        data = (const char *)data + n;
        size -= (size_t)n;
    }
}

static void send_frame(int fd, char type, const void *data, uint32_t size) {
    uint32_t head = htonl(size);
    send_all(fd, &head, 4);
    send_all(fd, &type, 1);
    send_all(fd, data, size);
}

static void send_text(int fd, char type, const char *text) {
    send_frame(fd, type, text, (uint32_t)strlen(text));
}

static void read_all(int fd, void *data, size_t size) {
    while (size) {
        ssize_t n = read(fd, data, size);
        if (n <= 0)
            _exit(0);
        data = (char *)data + n;
        size -= (size_t)n;
    }
}

static char read_frame(int fd) {
    char type;
    read_all(fd, &length, 4);
    length = ntohl(length);
    if (length > 4 << 20)
        _exit(9);
    read_all(fd, &type, 1);
    read_all(fd, payload, length);
    payload[length] = 0;
    return type;
}

static void append(const char *variable, const char *text) {
    const char *path = getenv(variable);
    if (!path)
        return;
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    send_all(fd, text, strlen(text));
    close(fd);
}

static void report(char type) {
    char line[300];
    size_t used = 0;
    line[used++] = type;
    line[used++] = ' ';
    for (uint32_t i = 0; i < length && used < 290; i++)
        line[used++] = payload[i] >= ' ' && payload[i] <= '~' ? payload[i] : '.';
    line[used++] = '\n';
    line[used] = 0;
    append("FAKE_REPORT", line);
}

static size_t add_field(char *out, size_t used, const char *data, size_t size) {
    uint32_t head = htonl((uint32_t)size);
    memcpy(out + used, &head, 4);
    memcpy(out + used + 4, data, size);
    return used + 4 + size;
}

static void hello(int fd) {
    char out[256], pid[16];
    snprintf(pid, sizeof pid, "%d", getppid());
    size_t used = add_field(out, 0, "2", 1);
    used = add_field(out, used, "9.9-fake", 8);
    used = add_field(out, used, pid, strlen(pid));
    send_frame(fd, 'H', out, (uint32_t)used);
}

static char *fields[8192];
static int field_count;

static void take_fields(void) {
    static char copy[(4 << 20) + 8192];
    size_t at = 0, used = 0;
    for (field_count = 0; at + 4 <= length && field_count < 8192; field_count++) {
        uint32_t size;
        memcpy(&size, payload + at, 4);
        size = ntohl(size);
        memcpy(copy + used, payload + at + 4, size);
        fields[field_count] = copy + used;
        used += size;
        copy[used++] = 0;
        at += 4 + size;
    }
}

static void run(int fd, const char *path, int dies) {
    static char plan[4 << 20];
    int file = open(path, O_RDONLY);
    ssize_t size = read(file, plan, sizeof plan);
    close(file);
    send_frame(fd, 'P', plan, (uint32_t)(size < 0 ? 0 : size));
    for (;;) {
        char type = read_frame(fd);
        report(type);
        if (type == 'F') {
            take_fields();
            char line[700];
            snprintf(line, sizeof line, "failed %s %s (%s) %s\n", fields[0], fields[1], fields[2], fields[4]);
            send_text(fd, 'E', line);
            int number = atoi(fields[3]);
            send_text(fd, 'X', strcmp(fields[1], "exec") ? "125" : number == 2 || number == 20 ? "127" : "126");
            return;
        }
        if (type == 'L' && dies) {
            kill(getppid(), SIGKILL);
            _exit(0);
        }
        if (type == 'L' && memmem(plan, (size_t)size, "detached", 8)) {
            send_text(fd, 'X', "0");
            return;
        }
        if (type == 'T') {
            send_text(fd, 'X', strcmp(payload, "detached") ? payload : "0");
            return;
        }
    }
}

static void serve(int fd) {
    hello(fd);
    if (read_frame(fd) != 'Q')
        _exit(9);
    take_fields();
    int count = atoi(fields[6]);
    char **arguments = fields + 7;
    const char *verb = count ? arguments[0] : "";
    if (!strcmp(verb, "print")) {
        static char block[65536];
        memset(block, 'x', sizeof block);
        for (long left = atol(arguments[1]); left > 0; left -= 65536)
            send_frame(fd, 'O', block, left > 65536 ? 65536 : (uint32_t)left);
        send_text(fd, 'X', "0");
    } else if (!strcmp(verb, "exit")) {
        send_text(fd, 'E', "a word on the way\n");
        send_text(fd, 'X', arguments[1]);
    } else if (!strcmp(verb, "cat")) {
        send_frame(fd, 'i', "", 0);
        while (read_frame(fd) == 'I' && length)
            send_frame(fd, 'O', payload, length);
        send_text(fd, 'X', "0");
    } else if (!strcmp(verb, "hang")) {
        send_text(fd, 'O', "hanging\n");
        char type = read_frame(fd);
        report(type);
        if (type == 'S' && count == 1)
            send_text(fd, 'X', "99");
        pause();
    } else if (!strcmp(verb, "run")) {
        run(fd, arguments[1], count > 2);
    } else if (!strcmp(verb, "attach")) {
        char out[512];
        size_t used = add_field(out, 0, arguments[1], strlen(arguments[1]));
        used = add_field(out, used, arguments[2], strlen(arguments[2]));
        used = add_field(out, used, "\x10\x11", 2);
        send_frame(fd, 'A', out, (uint32_t)used);
        while (read_frame(fd) != 'T')
            report('?');
        report('T');
        send_text(fd, 'X', strcmp(payload, "detached") ? payload : "0");
    } else if (!strcmp(verb, "ask")) {
        char out[512];
        size_t used = add_field(out, 0, arguments[1], strlen(arguments[1]));
        used = add_field(out, used, arguments[2], 1);
        for (int i = count > 3 ? atoi(arguments[3]) : 1; i > 0; i--) {
            send_frame(fd, 'R', out, (uint32_t)used);
            char type = read_frame(fd);
            report(type);
            if (type == 'W') {
                kill(getppid(), SIGKILL);
                pause();  // its end is ours
            }
            if (type == 'S') {
                send_text(fd, 'X', "130");
                break;
            }
            take_fields();
            send_text(fd, 'O', fields[0]);
            send_text(fd, 'O', " <");
            send_text(fd, 'O', fields[1]);
            send_text(fd, 'O', ">\n");
        }
        if (count > 4) {
            send_frame(fd, 'i', "", 0);
            while (read_frame(fd) == 'I' && length)
                send_frame(fd, 'O', payload, length);
        }
        send_text(fd, 'X', "0");
    } else if (!strcmp(verb, "reset")) {
        send_text(fd, 'O', "drawing");
        send_text(fd, 'U', arguments[1]);
        send_text(fd, 'O', "\n");
        while (!strcmp(arguments[2], "hang"))
            report(read_frame(fd));
        read_frame(fd);
        if (!strcmp(arguments[2], "die")) {
            kill(getppid(), SIGKILL);
            pause();
        }
        send_text(fd, 'U', "");
        send_text(fd, 'X', "0");
    } else if (!strcmp(verb, "args")) {
        for (int i = 0; i < 7 + count; i++) {
            send_text(fd, 'O', fields[i]);
            send_text(fd, 'O', "\n");
        }
        send_text(fd, 'X', "0");
    } else if (!strcmp(verb, "engine") && !strcmp(arguments[1], "status")) {
        send_text(fd, 'O', "engine: running\n");
        send_text(fd, 'X', "0");
    } else if (!strcmp(verb, "engine")) {
        const char *mode = getenv("FAKE_MODE");
        if (mode && !strcmp(mode, "relock") && fork() == 0) {
            sleep(6);
            _exit(0);
        }
        send_text(fd, 'X', "0");
        kill(getppid(), SIGTERM);
    } else {
        send_text(fd, 'E', "what?\n");
        send_text(fd, 'X', "2");
    }
    // The client reads X and goes; what it still says is not for us.
    shutdown(fd, SHUT_WR);
    while (read(fd, payload, sizeof payload) > 0)
        ;
}

int main(int count, char **arguments) {
    const char *mode = getenv("FAKE_MODE");
    append("FAKE_COUNT", "start\n");
    for (int i = 0; i < count; i++) {
        append("FAKE_COMMAND", arguments[i]);
        append("FAKE_COMMAND", "\n");
    }
    if (mode && !strcmp(mode, "die")) {
        fprintf(stderr, "boom: no heap\nsecond line\n");
        return 3;
    }
    signal(SIGCHLD, SIG_IGN);
    for (;;) {
        if (mode && !strcmp(mode, "silent"))
            pause();
        int fd = accept(0, NULL, NULL);
        if (fd < 0)
            return 1;
        if (mode && !strcmp(mode, "hangup")) {
            close(fd);
            continue;
        }
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(0);
            serve(fd);
            _exit(0);
        }
        close(fd);
    }
}
