# SPDX-License-Identifier: Apache-2.0
# A container's terminal on the user's: a pseudo-terminal plays the user's, tools/pty plays the user.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "terminals" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "terminals" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
cleanup() {
    for p in $(cat "$W"/engines "$W"/pids 2> /dev/null); do kill -9 "$p" 2> /dev/null; done
    rm -rf "$W"
}
trap cleanup EXIT
trap 'exit 2' INT TERM
new_root "$W/root"
mkdir -p "$W/home/bin" "$W/home/lib" "$W/java/bin" "$W/atoll" "$W/t"
cp "$ATOLL" "$W/home/bin/atoll"; A=$W/home/bin/atoll
echo jar > "$W/home/lib/x.jar"
printf '#!/bin/sh\necho $$ >> %s/engines\nexec %s/fake_engine\n' "$W" "$TOOLS" > "$W/java/bin/java"; chmod 755 "$W/java/bin/java"
export ATOLL_JAVA_HOME="$W/java" ATOLL_ROOT="$W/atoll" FAKE_REPORT="$W/report"
"$A" engine start > /dev/null
gone() { [ ! -d "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }
container_pid() { cut -d' ' -f1 "$W/t/pid"; }
user() { "$TOOLS/pty" "$A" "$@" 2>&1; }
fresh() { rm -rf "$W/t"; mkdir "$W/t"; : > "$W/report"; }

CONSOLE=console
HEAD="mode attached
detach-keys \"\\x10\\x11\"
log $W/t/log
attach $W/t/attach
state $W/t
notify $W/t/notify
terminal 100 30"
{ usual; echo 'exec sh'; } | plan t

same "a shell: its terminal, its code" "exit 7" "$(user run "$W/t.plan" <<'END'
raw
send tty; stty size; test -t 0 && echo is-a-$((1+1))-tty\n
expect /dev/pts/0
expect 24 80
expect is-a-2-tty
resize 111 33
pause 200
send stty size\n
expect 33 111
send sleep 1000\n
pause 200
send \x03
expect ^C
send echo alive\n
expect alive
send cat\n
pause 200
send one\n
expect one
expect one
send \x04
send echo end-of-cat\n
expect end-of-cat
send exit 7\n
wait
cooked
END
)"
check "its record" grep -qE '^7 0 ' "$W/t/exit"
has "its log" "$(cat "$W/t/log")" "is-a-2-tty"

fresh
said=$(user run "$W/t.plan" <<'END'
raw
send echo a-$((1+1))\n
expect a-2
send \x10x
pause 100
send \n
send \x10
pause 100
send \x11
wait
cooked
END
)
same "detaching across two reads" "exit 0" "$said"
has "T detached" "$(cat "$W/report")" "T detached"
pid=$(container_pid); echo "$pid" >> "$W/pids"; check "the container goes on" kill -0 "$pid"
said=$(user attach "$W/t/attach" tty <<'END'
raw
resize 90 20
pause 200
send \x0cstty size\n
expect 20 90
send kill -STOP $$; echo after\n
expect after
send exit 3\n
wait
cooked
END
)
same "attached again, the size follows, its code" "exit 3" "$said"

fresh
said=$(user run "$W/t.plan" <<'END'
raw
send echo up\n
expect up
signal 9
wait
cooked
END
)
same "kill -9 of the client: the guard restores the terminal" "signal 9" "$said"
pid=$(container_pid); echo "$pid" >> "$W/pids"; check "and the container stays" kill -0 "$pid"
check "the guard has gone" until_true sh -c "! grep -lx atoll-guard /proc/[0-9]*/comm"
kill -9 "$pid"; until_true [ -f "$W/t/notify" ]

fresh
said=$(user run "$W/t.plan" <<'END'
raw
send echo up\n
expect up
signal 20
stopped
cooked
signal 18
raw
send echo again\n
expect again
signal 15
wait
cooked
END
)
same "stopped and continued, ended by SIGTERM: the terminal follows" "signal 15" "$said"
pid=$(container_pid); check "and the container stays" kill -0 "$pid"; kill -9 "$pid"; until_true [ -f "$W/t/notify" ]

fresh
same "-t with input that is no terminal" "exit 0 100" "$( (echo 'stty size | cut -d" " -f2; exit') | "$A" run "$W/t.plan" > "$W/out" 2>&1; echo "exit $? $(tr -d '\r' < "$W/out" | grep -x 100)")"
fresh
(echo 'echo x') | "$A" run "$W/t.plan" > "$W/out" 2>&1; same "the end of that input ends the shell" 0 $?

# Ctrl-C reaches the program and not init; a user's terminal is his own
fresh
{ USER_LINE='user 1000 1000' usual | sed 's/^capabilities.*/capabilities a80425fb 0 0 0 0/'; echo init; echo 'exec sh'; } | plan t
same "init, and a user: the terminal works" "exit 5" "$(user run "$W/t.plan" <<'END'
raw
send id -u; echo w > /dev/tty; echo v > /dev/stdout; stat -c %u /dev/console\n
expect 1000
expect w
expect v
expect 1000
send sleep 1000\n
pause 200
send \x03
send jobs; echo done\n
expect done
send exit 5\n
wait
cooked
END
)"

# no engine: the terminal without a log, and in the foreground the container ends with the client
fresh
HEAD='mode foreground
terminal 80 24'
{ usual; echo 'exec sh -c "echo pid; sleep 1000"'; } | plan t
user run "$W/t.plan" > "$W/out" <<'END'
raw
expect pid
signal 9
wait
cooked
END
pid=$(sed -n 's/^L \([0-9]*\) .*/\1/p' "$W/report"); check "foreground with a terminal: it ends with the client" until_true gone "$pid"

# a plain -i from a terminal: the container reads a terminal that does not control it
fresh; CONSOLE=
HEAD="mode foreground
state $W/t"
{ usual; echo 'exec cat'; } | plan t
same "-i without -t from a terminal" "exit 0" "$(user run "$W/t.plan" <<'END'
pause 300
send hello\n
expect hello
expect hello
send \x04
wait
END
)"
{ usual; echo 'exec sh -c "trap \"echo caught; exit 4\" INT; echo up; while :; do sleep 0.05; done"'; } | plan t
same "Ctrl-C without -t goes to the container through the client" "exit 4" "$(user run "$W/t.plan" <<'END'
expect up
send \x03
expect caught
wait
END
)"
finish
