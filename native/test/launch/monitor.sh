# SPDX-License-Identifier: Apache-2.0
# Captured output, logs, monitors and attached clients.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "monitors" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "monitors" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
cleanup() {
    for p in $(cat "$W"/engines "$W"/pids 2> /dev/null); do kill -9 "$p" 2> /dev/null; done
    umount "$W/tiny" 2> /dev/null
    rm -rf "$W"
}
trap cleanup EXIT
trap 'exit 2' INT TERM
new_root "$W/root"
mkdir -p "$W/home/bin" "$W/home/lib" "$W/java/bin" "$W/atoll"
cp "$ATOLL" "$W/home/bin/atoll"; A=$W/home/bin/atoll
echo jar > "$W/home/lib/x.jar"
printf '#!/bin/sh\necho $$ >> %s/engines\nexec %s/fake_engine\n' "$W" "$TOOLS" > "$W/java/bin/java"; chmod 755 "$W/java/bin/java"
export ATOLL_JAVA_HOME="$W/java" ATOLL_ROOT="$W/atoll" FAKE_REPORT="$W/report"

# what a log says the output was: F ends a line, P does not
unlog() { "$TOOLS/unlog" "$1" < "$2"; }
gone() { [ ! -d "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
setup() { # MODE NAME
    mkdir -p "$W/$2"
    printf 'mode %s\nlog %s\nattach %s\nstate %s\nnotify %s' "$1" "$W/$2/log" "$W/$2/attach" "$W/$2" "$W/$2/notify"
}

# foreground, captured
HEAD=$(setup foreground f | grep -v attach); STDIO='stdio null capture'
{ usual; echo 'exec sh -c "echo out; echo err >&2; printf tail; exit 3"'; } | plan f
"$A" run "$W/f.plan" > "$W/out" 2> "$W/err"; same "foreground captured: code" 3 $?
same "its output" "out
tail" "$(cat "$W/out")"
same "its errors" "err" "$(cat "$W/err")"
check "its log" sh -c "grep -qE '^2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{9}Z stdout F out$' '$W/f/log' && grep -q ' stderr F err$' '$W/f/log' && grep -q ' stdout P tail$' '$W/f/log'"
check "its pid file" grep -qE '^[0-9]+ [0-9]+$' "$W/f/pid"
check "its exit record" grep -qE '^3 0 [0-9]{19}$' "$W/f/exit"
check "the notification" [ -f "$W/f/notify" ]
has "the client told L and T" "$(cat "$W/report")" "T 3"
has "with the pid of the file" "$(cat "$W/report")" "L $(cat "$W/f/pid")"
{ usual; echo 'exec dd if=/dev/urandom bs=1M count=100 status=none'; } | sed 's/^exec dd.*/exec sh -c "dd if=\/dev\/urandom bs=65536 count=1600 2>\/dev\/null | tee \/sum.in | md5sum >\&2; cat \/sum.in"/' | plan f
rm -f "$W/f/log"
"$A" run "$W/f.plan" > "$W/out" 2> "$W/err"; same "100 MB: code" 0 $?
same "100 MB arrive" "$(cut -d' ' -f1 "$W/err")" "$(md5sum < "$W/out" | cut -d' ' -f1)"
same "100 MB are in the log" "$(cut -d' ' -f1 "$W/err")" "$(unlog stdout "$W/f/log" | md5sum | cut -d' ' -f1)"
rm -rf "$W"/c*/up/sum.in "$W/f/log" "$W/out"
"$A" run "$W/f.plan" 2> "$W/err" | (sleep 0.5; md5sum) > "$W/out"
same "a slow reader gets all of it" "$(cut -d' ' -f1 "$W/err")" "$(cut -d' ' -f1 "$W/out")"
rm -rf "$W"/c*/up/sum.in "$W/f/log"
{ usual; echo 'exec sh -c "while :; do echo y; done"'; } | sed '/^namespaces/s/pid,//' | plan f
("$A" run "$W/f.plan"; echo $? > "$W/code") | head -1 > /dev/null
until_true [ -s "$W/code" ]; same "a closed pipe reaches the container as SIGPIPE" 141 "$(cat "$W/code")"
rm -f "$W/f/log"
{ usual; echo 'exec sh -c "cat; exit 4"'; } | sed 's/^stdio.*/stdio inherit inherit/' | plan f
same "standard input is the container's" "in" "$(echo in | "$A" run "$W/f.plan")"
{ usual; echo 'exec sh -c "trap \"exit 9\" TERM; echo ready; while :; do sleep 0.05; done"'; } | plan f
"$A" run "$W/f.plan" > "$W/out" & client=$!
until_true grep -q ready "$W/out"; kill -TERM $client; wait $client; same "signals reach the container" 9 $?
rm -f "$W/out"; "$A" run "$W/f.plan" die > "$W/out" & client=$!
until_true grep -q ready "$W/out"; sleep 0.1; kill -TERM $client; wait $client; same "the engine gone: the container stays and its code comes" 9 $?
{ usual; echo 'exec missing'; } | plan f
said=$("$A" run "$W/f.plan" 2>&1); same "a missing program: 127 from the engine" 127 $?
has "with the operation" "$said" "exec (missing) No such file"
same "no pid file is left" "no" "$([ -f "$W/f/pid" ] && echo yes || echo no)"
HEAD="mode foreground
state $W/nowhere"
{ usual; echo 'exec true'; } | plan f
has "a state directory that is missing" "$("$A" run "$W/f.plan" 2>&1)" "failed 1 state ($W/nowhere) No such file"

# a full disk
mkdir "$W/tiny"; mount -t tmpfs -o size=64k tmpfs "$W/tiny"
HEAD="mode foreground
log $W/tiny/log"
{ usual; echo 'exec sh -c "i=0; while [ $i -lt 5000 ]; do echo line $i of many; i=$((i+1)); done"'; } | plan f
"$A" run "$W/f.plan" > "$W/out"; same "a full disk does not stop the container" 0 $?
same "its output is whole" 5000 "$(wc -l < "$W/out" | tr -d ' ')"
same "the log has whole records" 0 "$(grep -cvE '^2[0-9T:.-]+Z stdout [FP] ' "$W/tiny/log")"
umount "$W/tiny"

# detached
HEAD=$(setup detached d); STDIO='stdio pipe capture'
{ usual; echo 'exec sh -c "echo begin; while read x; do echo got $x; done; exit 5"'; } | plan d
same "detached: the launcher ends at once" "launched $(cat /dev/null)" "$("$ATOLL" launch < "$W/d.plan" | cut -c1-9)"
pid=$(cut -d' ' -f1 "$W/d/pid"); echo "$pid" >> "$W/pids"
until_true grep -q begin "$W/d/log"
monitor=$(awk '/^PPid/ { print $2 }' "/proc/$pid/status")
same "the monitor's name" "atoll-monitor" "$(cat "/proc/$monitor/comm")"
has "its title" "$(tr '\0' ' ' < "/proc/$monitor/cmdline")" "atoll-monitor"
same "its directory" "/" "$(readlink "/proc/$monitor/cwd")"
sleep 0.1
echo "        monitor: $(awk '/^(Rss|Pss|Private_Clean|Private_Dirty):/ { printf "%s %s kB  ", $1, $2 }' "/proc/$monitor/smaps_rollup")"
rss=$(awk '/^Rss:/ { print $2 }' "/proc/$monitor/smaps_rollup")
# The program's own pages are shared by all monitors; a program just linked and not yet on the disk would count as dirty.
private=$(awk '/^Anonymous/ { n += $2 } END { print n }' "/proc/$monitor/smaps_rollup")
if [ -z "${SANITIZED-}" ]; then
    check "it has at most 1 MB" [ "$rss" -le 1024 ]
    check "at most 300 KiB of its own" [ "$private" -le 300 ]
fi
echo "        monitor's descriptors: $(ls -l "/proc/$monitor/fd" | awk '/->/ { printf "%s=%s ", $(NF-2), $NF }')"
check "and few descriptors" [ "$(ls "/proc/$monitor/fd" | wc -l)" -le 10 ]
same "the attach socket is private" 600 "$(stat -c %a "$W/d/attach")"
(echo one; sleep 0.2; echo two; sleep 0.2) | "$A" attach "$W/d/attach" "" > "$W/out"; same "attached to the end of the input: code" 5 $?
same "attached: what it saw" "got one
got two" "$(cat "$W/out")"
until_true [ -f "$W/d/notify" ]
check "detached: the exit record" grep -qE '^5 0 ' "$W/d/exit"
check "the monitor has gone" until_true gone "$monitor"
has "attach to an ended container" "$("$A" attach "$W/d/attach" "" 2>&1 < /dev/null)" "has it ended?"

rm -rf "$W/d"; HEAD=$(setup detached d)
{ usual; echo 'exec sh -c "i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.02; done"'; } | plan d
"$A" run "$W/d.plan"; same "detached through the client" 0 $?
pid=$(cut -d' ' -f1 "$W/d/pid"); echo "$pid" >> "$W/pids"; monitor=$(awk '/^PPid/ { print $2 }' "/proc/$pid/status")
for i in 1 2 3; do "$A" attach "$W/d/attach" "" < /dev/zero > "$W/out.$i" 2> /dev/null & echo $! >> "$W/pids"; done
until_true sh -c "grep -q tick '$W/out.1' && grep -q tick '$W/out.2' && grep -q tick '$W/out.3'"; same "three clients see the output" 0 $?
i=0; while [ $i -lt 20 ]; do "$A" attach "$W/d/attach" "" < /dev/zero > "$W/many.$i" 2> /dev/null & echo $! >> "$W/pids"; i=$((i + 1)); done
sleep 0.5; same "no more than 16 are served" 16 "$(ls -l "/proc/$monitor/fd" | grep -c socket | awk '{ print $1 - 1 }')"
printf '\377\377\377\377garbage' | "$TOOLS/unix" "$W/d/attach" > /dev/null; check "garbage does not harm it" kill -0 "$monitor"
kill -TERM "$monitor"; sleep 0.1; check "SIGTERM does not end the monitor" kill -0 "$monitor"
kill -9 "$pid"; until_true [ -f "$W/d/notify" ]
check "a killed container's record" grep -qE '^137 9 ' "$W/d/exit"

# a client that does not read holds the output up, and nothing is lost or grows
rm -rf "$W/d"; HEAD=$(setup detached d)
{ usual; echo 'exec sh -c "read x; dd if=/dev/zero bs=65536 count=160 2>/dev/null"'; } | plan d
"$A" run "$W/d.plan"; pid=$(cut -d' ' -f1 "$W/d/pid"); monitor=$(awk '/^PPid/ { print $2 }' "/proc/$pid/status")
(echo go; sleep 5) | "$A" attach "$W/d/attach" "" 2> /dev/null | (sleep 1; wc -c > "$W/out") &
sleep 0.7; private=$(awk '/^Private_Dirty/ { n += $2 } END { print n }' "/proc/$monitor/smaps_rollup")
[ -n "${SANITIZED-}" ] || check "a stalled client costs the monitor little ($private kB)" [ "$private" -le 700 ]
until_true [ -f "$W/d/notify" ]; until_true [ -s "$W/out" ]
same "and gets everything in the end" 10485760 "$(tr -d ' ' < "$W/out")"
same "as does the log" 10485760 "$(unlog stdout "$W/d/log" | wc -c | tr -d ' ')"

# a grandchild that keeps the pipes dies with its PID namespace; without one it is not waited for
rm -rf "$W/d"; HEAD=$(setup detached d)
{ usual; echo 'exec sh -c "sleep 1000 & echo last"'; } | plan d
"$ATOLL" launch < "$W/d.plan" > /dev/null; check "the end is not held up by what it left" until_true [ -f "$W/d/notify" ]
has "its last line is in the log" "$(cat "$W/d/log")" "last"
rm -rf "$W/d"; HEAD=$(setup detached d)
{ usual; echo 'exec sh -c "sleep 3 & echo last"'; } | sed '/^namespaces/s/pid,//' | plan d
"$ATOLL" launch < "$W/d.plan" > /dev/null; check "nor without a PID namespace" until_true [ -f "$W/d/notify" ]

# the container may close its output and live
rm -rf "$W/d"; HEAD=$(setup detached d)
{ usual; echo 'exec sh -c "exec >/dev/null 2>&1; sleep 0.3; exit 6"'; } | plan d
"$ATOLL" launch < "$W/d.plan" > /dev/null; until_true [ -f "$W/d/notify" ]; check "closed output, later end" grep -qE '^6 0 ' "$W/d/exit"
finish
