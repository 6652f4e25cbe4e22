// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include "launch/operation.h"
#include "launch/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// One line an operation, fields separated by one blank; "~" is an empty field.
static struct bytes build(const char *text) {
    struct bytes plan = {0};
    bytes_append(&plan, PLAN_MAGIC, sizeof PLAN_MAGIC - 1);
    while (*text) {
        const char *end = strchrnul(text, '\n');
        uint8_t count[2] = {0, 1};
        for (const char *at = text; at < end; at++)
            count[1] += *at == ' ';
        bytes_append(&plan, count, 2);
        while (text < end) {
            const char *stop = text;
            while (stop < end && *stop != ' ')
                stop++;
            bool empty = stop - text == 1 && *text == '~';
            bytes_append_field(&plan, text, empty ? 0 : (size_t)(stop - text));
            text = stop < end ? stop + 1 : stop;
        }
        text = *end ? end + 1 : end;
    }
    return plan;
}

// The reason a plan is refused for, or NULL.
static const char *reason(const void *data, size_t length) {
    static char said[200];
    struct plan plan;
    struct plan_error error;
    char *copy = malloc(length + 1);
    memcpy(copy, data, length);
    bool decoded = plan_decode(&plan, copy, length, &error);
    bool ok = decoded && plan_check(&plan, &error);
    if (!ok)
        snprintf(said, sizeof said, "%s: %s", error.operation, error.reason);
    if (decoded) {
        struct bytes text = {0};
        plan_text(&plan, &text);
        // What is handed on is what was read.
        struct bytes again = {0};
        plan_encode(&plan, &again);
        if (again.length != length || memcmp(again.data, data, length))
            abort();
        bytes_free(&again);
        bytes_free(&text);
        plan_free(&plan);
    }
    free(copy);
    return ok ? NULL : said;
}

static const char *refused(const char *text) {
    struct bytes plan = build(text);
    const char *why = reason(plan.data, plan.length);
    bytes_free(&plan);
    return why;
}

#define REST "\nexec /bin/true"
#define MOUNTS "namespaces mount,pid,ipc,uts,cgroup,network\npropagation private\nroot /mnt /root\n"
#define WHOLE                                                                                                                  \
    "mode attached\ndetach-keys ab\nterminal 80 24\nlog /l\nlog-options json 4096 3\nattach /a\nstate /s\nnotify /n\n"                                 \
    "namespaces mount,pid,ipc,uts,cgroup,user,time\nshare 1 2 network\nuser-map 0 1 2 3 4 5\ngroup-map 0 1 2\n"                                   \
    "time-offset monotonic -5 0\ntime-offset boottime 5 999999999\noom-score-adj -1000\ninitial-cpu-affinity 0-3,8191\nseccomp-notify /a {} {}\ncgroup /a /b\nend-group /a\npropagation slave\noverlay /m /u /w volatile /l1 /l2\n"                     \
    "mount proc proc /proc nosuid,nodev,noexec,copy-up,rshared ~\nbind /src /dst ro,recursive\nbind-from 12 18446744073709551615 /a /b ro\nbind /a /b rbind,rro,rrelatime,slave,ridmap 0:1:2,3:4:5 0:1:2\nremount /m rw,rsuid x=y\nmknod /dev/x b 1 2 3 4 5 /dev/y\nmkdir /d 1777 0 0\nmknod /dev/null c 666 1 3\n" \
    "symlink a /b\nfile /f 644 ro x\nmask /m\nreadonly /r\npivot\nconsole\nroot-propagation runbindable\nreadonly-root\nhostname h\ndomainname d\nloopback\n"             \
    "write /proc/sys/net/x 1\nwrite /proc/sys/kernel/shmmax 1\nwrite /proc/self/timerslack_ns 1\npersonality linux32\nscheduler deadline -5 0 reset-on-fork,reclaim 1 2 3\n"   \
    "io-priority best-effort 7\ncpu-affinity 1\nsession-keyring k\nrlimit nofile 1 unlimited\numask 022\nuser 1 2 3 4\ncapabilities 1 2 3 4 ffffffffffffffff\n"        \
    "no-new-privileges\nparent-death-signal 9\napparmor p\nselinux a:b:c\nseccomp log,tsync 12345678\nseccomp notify,wait-killable 12345678\n"  \
    "chdir /\nenvironment A=B C=D\ninit\nexec a b ~"

#define JOIN                                                                                                                   \
    "mode attached\nterminal 80 24\nstdio null capture\njoin 12 18446744073709551615 mount,pid,ipc,uts,cgroup,network\ncgroup /a\n"     \
    "rlimit nofile 1 <2\numask 022\nuser 1 2 3\ncapabilities 1 2 3 4 0\nno-new-privileges\nchdir /\nenvironment A=B\n"

static void test_prefixes(const char *text) {
    struct bytes plan = build(text);
    const char *why = reason(plan.data, plan.length);
    check(!why, "a plan with every operation of its kind is accepted (%s)", why ? why : "yes");
    bool all = true;
    for (size_t n = 0; n < plan.length; n++)
        all = all && reason(plan.data, n);
    check(all, "each of its %zu beginnings is refused", plan.length);
    int accepted = 0;
    for (int round = 0; round < 60000; round++) {
        uint8_t *mutant = malloc(plan.length);
        memcpy(mutant, plan.data, plan.length);
        for (uint32_t edits = 1 + random_number() % 4; edits; edits--) {
            size_t at = random_number() % plan.length;
            static const uint8_t interesting[] = {0, 1, 0x7f, 0x80, 0xff, ',', ' ', '0', '/'};
            mutant[at] = random_number() % 2 ? interesting[random_number() % sizeof interesting] : (uint8_t)random_number();
        }
        accepted += !reason(mutant, random_number() % 8 ? plan.length : random_number() % plan.length);
        free(mutant);
    }
    check(true, "60,000 mutants do no harm (%d are plans)", accepted);
    bytes_free(&plan);
}

static void test_encoding(void) {
    static const char magic[] = "ATOLLPLAN1\n";
    char head[64];
    memcpy(head, magic, 11);
    check(reason("", 0) && reason("ATOLLPLAN2\nxx", 13) && reason(magic, 10), "not a plan");
    check(reason(magic, 11), "an empty plan");
    memcpy(head + 11, "\0\0", 2);
    check(reason(head, 13), "a record without fields");
    memcpy(head + 11, "\xff\xff\0\0\0\1x", 7);
    check(reason(head, 18), "a field count that runs over");
    memcpy(head + 11, "\0\1\xff\xff\xff\xffx", 7);
    check(reason(head, 18), "a field length that overflows");
    memcpy(head + 11, "\0\2\0\0\0\1x\0\0\0\2y", 12);
    check(reason(head, 23), "a field length one too long");
    char *large = calloc(1, PLAN_MAX + 2);
    memcpy(large, magic, 11);
    check(reason(large, PLAN_MAX + 1), "a plan over 4 MiB");
    free(large);
    struct bytes nul = build("exec aXb");
    *(uint8_t *)memchr(nul.data + 20, 'X', nul.length - 20) = 0;
    check(reason(nul.data, nul.length), "a zero in a path");
    bytes_free(&nul);
    // 300 fields: the count's first byte lies where a field's closing zero is put.
    struct bytes wide = build("mode foreground");
    bytes_append(&wide, "\1\x2d", 2);
    bytes_append_text_field(&wide, "environment");
    for (int i = 0; i < 300; i++)
        bytes_append_text_field(&wide, "A=B");
    bytes_append(&wide, "\0\2", 2);
    bytes_append_text_field(&wide, "exec");
    bytes_append_text_field(&wide, "x");
    check(!reason(wide.data, wide.length), "a record of 300 fields behind another");
    bytes_free(&wide);
}

static void test_rules(void) {
    static const char *const wrong[] = {
        "mode foreground", "mode sideways" REST, "mode foreground\nmode foreground" REST, "fly" REST, "exec /a\nchdir /",
        "exec", "exec ~", "chdir /\nmode foreground" REST, "stdio inherit" REST, "stdio inherit capture x" REST,
        "stdio x capture" REST, "namespaces mount,user" REST, "namespaces ,mount" REST, "terminal 80 24" REST,
        "terminal 80 65536" REST, "terminal -1 24" REST, "mode attached" REST,
        "mount proc proc /proc ~ ~" REST, "propagation private" REST, "hostname x" REST, "loopback" REST,
        MOUNTS "exec a", MOUNTS "root /a /b\npivot" REST, MOUNTS "pivot\npivot" REST, MOUNTS "pivot\nbind /a /b ~" REST,
        "namespaces mount\nmask /x" REST, MOUNTS "mount proc proc /proc sui ~\npivot" REST, MOUNTS "mount proc proc /proc rro ~\npivot" REST,
        MOUNTS "mount proc proc /proc rbind ~\npivot" REST, MOUNTS "bind /a /b copy-up\npivot" REST, MOUNTS "bind /a /b rrshared\npivot" REST,
        MOUNTS "bind /a /b ridmap\npivot" REST, MOUNTS "bind /a /b ro 0:1:2\npivot" REST, MOUNTS "bind /a /b ro 0:1:2 ~\npivot" REST,
        MOUNTS "bind /a /b ro 0:1 0:1:2\npivot" REST, MOUNTS "bind /a /b ro 0:1:2:3 0:1:2\npivot" REST,
        MOUNTS "bind /a /b ro 0:1:2 0:1:-2\npivot" REST, MOUNTS "bind /a /b ro 0:1:2 0:1:4294967296\npivot" REST,
        MOUNTS "bind /a /b ro 0:1:2 0:1:2 x\npivot" REST, MOUNTS "remount /a recursive ~\npivot" REST, MOUNTS "remount /a ro\npivot" REST,
        MOUNTS "root-propagation shared\npivot" REST, MOUNTS "pivot\nroot-propagation x" REST, MOUNTS "pivot\nroot-propagation r" REST,
        MOUNTS "mknod /x c 666 1 3 0\npivot" REST, MOUNTS "mknod /x c 666 1 3 0 x\npivot" REST, MOUNTS "mknod /x c 666 1 3 0 0 dev\npivot" REST,
        MOUNTS "mknod /x c 666 1 3 0 0 /dev/x y\npivot" REST,
        MOUNTS "mount proc proc /proc recursive ~\npivot" REST, MOUNTS "mkdir /x 8 0 0\npivot" REST,
        MOUNTS "mkdir /x 755 0\npivot" REST, MOUNTS "mkdir /x 755 0 4294967296\npivot" REST,
        MOUNTS "mknod /x s 666 1 3\npivot" REST, MOUNTS "pivot\nconsole" REST,
        "namespaces mount\noverlay /m /u ~ ~ /l\npivot" REST, "namespaces mount\noverlay /m /u /w ~\npivot" REST,
        "namespaces mount\npropagation shared\nroot /a /b\npivot" REST, "rlimit nothing 1 2" REST, "rlimit nofile 1" REST,
        "rlimit nofile -1 2" REST, "rlimit nofile < 2" REST, "rlimit nofile <x 2" REST, "rlimit nofile 1 <unlimited" REST,
        "rlimit nofile 1 <<2" REST, "rlimit nofile 1 <18446744073709551615" REST, "rlimit nofile 18446744073709551615 2" REST, "capabilities 1 2 3 4" REST,
        "capabilities 1 2 3 4 g" REST, "capabilities 1 2 3 4 10000000000000000" REST, "parent-death-signal 0" REST,
        "parent-death-signal 65" REST, "seccomp ~ 1234567" REST, "seccomp ~ ~" REST, "seccomp x 12345678" REST,
        "log-options cri 0" REST, "log-options xml 0 1" REST, "log-options json -1 1" REST, "log-options json 0 0" REST,
        "log-options json 0 1001" REST,
        "user 1" REST, "oom-score-adj 1001" REST, "oom-score-adj -1001" REST, "oom-score-adj -" REST, "oom-score-adj --1" REST, "cpu-affinity ~" REST,
        "cpu-affinity 3-1" REST, "cpu-affinity 8192" REST, "cpu-affinity 0-8192" REST, "cpu-affinity 0,,1" REST, "cpu-affinity -1" REST,
        "initial-cpu-affinity x" REST, "scheduler x 0 0 ~ 0 0 0" REST, "scheduler fifo 20 0 ~ 0 0 0" REST, "scheduler fifo 0 0 x 0 0 0" REST,
        "scheduler fifo 0 0 ~ 0 0" REST, "io-priority idle 8" REST, "io-priority x 1" REST, "personality bsd" REST, "domainname d" REST,
        "session-keyring ~" REST, "apparmor ~" REST, MOUNTS "pivot\nwrite /proc/sys/kernel/core_pattern 1" REST,
        MOUNTS "pivot\nwrite /proc/sys/net/ 1" REST, MOUNTS "pivot\nwrite /proc/sys/net/../vm/x 1" REST, MOUNTS "pivot\nwrite /etc/x 1" REST,
        MOUNTS "pivot\nwrite /proc/sys/user/max_user_namespaces 1" REST, MOUNTS "pivot\nseccomp ~ 12345678\nmask /x" REST,
        "seccomp notify 12345678" REST, "seccomp-notify /a x\nseccomp ~ 12345678" REST, "seccomp-notify a x\nseccomp notify 12345678" REST,
        "seccomp-notify /a\nseccomp notify 12345678" REST, "seccomp-notify /a x\nseccomp notify 12345678\nseccomp notify 12345678" REST, "umask 8" REST, "cgroup" REST, "cgroup relative" REST, "cgroup /a b" REST, "detach-keys 12345678901234567" REST,
        "enter" REST, JOIN "console" REST, JOIN "enter\nconsole\nchdir /x" REST, JOIN "enter\nconsole\nenter" REST,
        JOIN "enter\nconsole\nhostname x" REST, JOIN "enter\nconsole\ninit" REST, JOIN "enter" REST,
        JOIN "pivot\nenter\nconsole" REST, JOIN "enter\nconsole\nmount proc proc /proc ~ ~" REST,
        "join 0 1 mount,pid\nenter" REST, "join 1 1 pid\nenter" REST,
        "join 1 18446744073709551616 mount,pid\nenter" REST,
        "namespaces uts\njoin 1 1 mount,pid\nenter" REST, "share 2 1 uts\njoin 1 1 mount,pid\nenter" REST,
        "share 0 1 uts" REST, "share 1 1 ~" REST, "share 1 1 mount" REST, "share 1 1 uts,x" REST, "namespaces uts\nshare 1 1 uts" REST,
        "share 1 1 uts\nnamespaces uts" REST, "share 1 1 uts\nshare 1 1 uts" REST, "namespace-path uts relative" REST,
        "namespace-path uts,ipc /a" REST, "namespace-path ~ /a" REST, "share 1 1 uts\nnamespace-path uts /a" REST,
        "namespaces user" REST, "namespaces user\nuser-map 0 1 1" REST, "user-map 0 1 1\ngroup-map 0 1 1" REST,
        "namespaces user\nuser-map 0 1\ngroup-map 0 1 1" REST, "namespaces user\nuser-map 0 1 1 2\ngroup-map 0 1 1" REST,
        "namespaces user\nshare 1 1 user" REST, "time-offset monotonic 1 1" REST, "namespaces time\ntime-offset realtime 1 1" REST,
        "namespaces time\ntime-offset monotonic 1 1000000000" REST, "namespaces time\ntime-offset monotonic --1 0" REST,
        "namespaces time\ntime-offset boottime 1 1\ntime-offset boottime 1 1" REST, "end-group relative" REST, "join 1 1 mount,pid" REST};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *why = refused(wrong[i]);
        char line[120];
        snprintf(line, sizeof line, "%s", wrong[i]);
        for (char *at = line; *at; at++)
            *at = *at == '\n' ? ';' : *at;
        check(why != NULL, "refused: %s (%s)", line, why ? why : "it was not");
    }
    static const char *const right[] = {"exec a", "init" REST, "share 1 1 uts\nhostname x" REST, "namespace-path network /n\nloopback" REST, "namespaces time" REST,
                                        "join 1 1 mount,user,time\nenter" REST, "mode detached\nstdio pipe capture" REST, "environment" REST, "user 0 0" REST,
                                        "namespaces ~" REST, "rlimit nofile unlimited unlimited" REST, "rlimit nofile <1024 <18446744073709551614" REST,
                                        MOUNTS "pivot\nmask /x\nreadonly /y\nmount proc proc /proc ~ ~" REST,
                                        "namespaces mount\noverlay /m ~ ~ ~ /l\npivot" REST, "seccomp ~ 1234567812345678" REST};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const char *why = refused(right[i]);
        check(!why, "accepted: plan %zu (%s)", i, why ? why : "yes");
    }
}

static void test_text_rendering(void) {
    static const uint8_t fields[] = "\"\\\n\x01\x7f\xff~ a";
    struct bytes plan = build("mode foreground");
    struct bytes text = {0};
    struct plan decoded;
    struct plan_error error;
    bytes_append(&plan, "\0\3", 2);
    bytes_append_text_field(&plan, "exec");
    bytes_append_text_field(&plan, "");
    bytes_append_field(&plan, fields, sizeof fields - 1);
    bytes_append(&plan, "", 1);
    bool ok = plan_decode(&decoded, (char *)plan.data, plan.length - 1, &error) && plan_text(&decoded, &text);
    static const char expected[] = "mode foreground\nexec \"\" \"\\\"\\\\\\n\\x01\\x7f\\xff~ a\"\n";
    check(ok && text.length == sizeof expected - 1 && !memcmp(text.data, expected, text.length), "a plan as text");
    plan_free(&decoded);
    bytes_free(&plan);
    bytes_free(&text);
}

void test_plans(void) {
    test_encoding();
    test_rules();
    test_text_rendering();
    test_prefixes(WHOLE);
    test_prefixes(JOIN "enter\nconsole\nparent-death-signal 9\nseccomp ~ 12345678\nexec a b");
}
