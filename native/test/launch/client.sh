# SPDX-License-Identifier: Apache-2.0
# The client and a fake engine: starting it, frames, signals, ends.
. ./lib.sh
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
stop_engines() { for p in $(cat "$W"/engines 2> /dev/null); do kill -9 "$p" 2> /dev/null; done; }
trap 'stop_engines; rm -rf "$W"' EXIT
trap 'exit 2' INT TERM

# An installation: bin/atoll, lib/*.jar; and a Java that is the fake engine.
mkdir -p "$W/home/bin" "$W/home/lib" "$W/home/conf" "$W/home/bundles" "$W/java/bin"
cp "$ATOLL" "$W/home/bin/atoll"
echo jar > "$W/home/lib/io.atoll.launcher.jar"; echo jar > "$W/home/lib/org.apache.felix.framework.jar"
printf '# comment\n  -Xmx64m  \n\n-Dx=y\n' > "$W/home/conf/jvm.options"
printf 'JAVA_VERSION="25.0.1"\n' > "$W/java/release"
cat > "$W/java/bin/java" <<END
#!/bin/sh
echo \$\$ >> "$W/engines"
[ -z "\$FAKE_SLOW" ] || sleep \$FAKE_SLOW
exec "$TOOLS/fake_engine" "\$@"
END
chmod 755 "$W/java/bin/java"
export ATOLL_JAVA_HOME="$W/java" FAKE_COUNT="$W/count" FAKE_COMMAND="$W/command" FAKE_REPORT="$W/report"
A=$W/home/bin/atoll
fresh() { stop_engines; rm -f "$W/engines" "$W/count" "$W/command" "$W/report"; ROOT=$W/r$((R = R + 1)); export ATOLL_ROOT="$ROOT"; mkdir "$ROOT"; }
starts() { wc -l < "$W/count" 2> /dev/null | tr -d ' '; }

fresh
has "--version needs no engine" "$("$A" --version)" "atoll version "
same "and starts none" "" "$(starts 2> /dev/null)"
said=$("$A" engine status); same "status without an engine is 1" 1 $?
same "and says so" "engine: not running" "$said"
same "and starts none" "" "$(starts 2> /dev/null)"
said=$("$A" engine stop); same "stop without an engine is 0" 0 $?
has "engine start" "$("$A" engine start)" "engine running (pid "
same "status with an engine" "engine: running" "$("$A" engine status)"
"$A" exit 42 2> "$W/err"; same "exit code" 42 $?
same "standard error" "a word on the way" "$(cat "$W/err")"
same "one engine serves them all" 1 "$(starts)"
has "the command line has the options" "$(cat "$W/command")" "-Xmx64m
-Dx=y
-Datoll.home=$W/home
-Datoll.root=$ROOT
-Datoll.run=$ROOT/run
-Datoll.archive=$W/home/lib/archive/25-"
has "and the class path and main" "$(cat "$W/command")" "-cp
$W/home/lib/io.atoll.launcher.jar:$W/home/lib/org.apache.felix.framework.jar
io.atoll.launcher.Main"
has "no archive option without an archive" "x$(grep -c AOTCache "$W/command")" "x0"
same "the socket is private" "600 700" "$(stat -c %a "$ROOT/run/engine.sock") $(stat -c %a "$ROOT/run")"
said=$("$A" engine stop); same "stop" 0 $?
said=$("$A" engine status); same "and it is gone" 1 $?
archive=$(sed -n 's/^-Datoll.archive=//p' "$W/command"); mkdir -p "$(dirname "$archive")"; : > "$archive"
"$A" engine restart > /dev/null; has "the archive is used when it is there" "$(cat "$W/command")" "-XX:AOTCache=$archive"
same "restart started another" 2 "$(starts)"
touch -d 2001-01-01 "$W/home/lib/io.atoll.launcher.jar"; "$A" engine restart > /dev/null
lacks "a changed jar has another archive" "$(tail -n 8 "$W/command")" "$archive"
archive=$(sed -n 's/^-Datoll.archive=//p' "$W/command" | tail -1)
cp -p "$W/home/conf/jvm.options" "$W/options"
printf '# comment\n  -Xmx65m  \n\n-Dx=y\n' > "$W/home/conf/jvm.options"; touch -r "$W/options" "$W/home/conf/jvm.options"
"$A" engine restart > /dev/null; other=$(sed -n 's/^-Datoll.archive=//p' "$W/command" | tail -1)
check "other options of the same size and time have another archive" [ "$archive" != "$other" ]
rm "$W/home/conf/jvm.options"; "$A" engine restart > /dev/null; none=$(sed -n 's/^-Datoll.archive=//p' "$W/command" | tail -1)
check "as have none" [ "$none" != "$other" ] && check "or another" [ "$none" != "$archive" ]
cp "$W/options" "$W/home/conf/jvm.options"; "$A" engine restart > /dev/null
same "the same content has the same archive" "$archive" "$(sed -n 's/^-Datoll.archive=//p' "$W/command" | tail -1)"

# the request
said=$(cd /usr && umask 027 && "$A" args one "" "two three" < /dev/null 2> /dev/null)
same "the request" "2 /usr 000 0 0 027 4 args one  two three" "$(echo "$said" | tr '\n' ' ' | sed 's/ $//')"
mkdir "$W/removed"; has "a removed directory" "$(cd "$W/removed" && rmdir "$W/removed" && "$A" args 2>&1)" "
/
"

# bytes
check "100 MB of output" sh -c "[ \$('$A' print 100000000 | wc -c) = 100000000 ]"
"$A" print 3000000 > "$W/file"; same "to a file" 3000000 "$(wc -c < "$W/file" | tr -d ' ')"
head -c 3000000 /dev/urandom > "$W/random"
"$A" cat < "$W/random" > "$W/back"; check "input and output are binary-clean" cmp "$W/random" "$W/back"
"$A" cat < /dev/null > "$W/back"; same "empty input" 0 $?
"$A" cat <&- > "$W/back"; same "closed input" 0 $?
(sleep 0.3; echo late) | "$A" cat > "$W/back"; same "late input" late "$(cat "$W/back")"
"$A" print 1000000 | (sleep 0.3; cat) | wc -c > "$W/count.slow"; same "a slow reader" 1000000 "$(tr -d ' ' < "$W/count.slow")"
(trap '' INT; "$A" print 100000000; echo $? > "$W/code") 2> /dev/null | head -c 10 > /dev/null
until_true [ -s "$W/code" ]; same "a closed pipe ends it as SIGPIPE" 141 "$(cat "$W/code")"
"$A" print 10 > /dev/full 2> "$W/err"; same "a full disk is 125" 125 $?
has "and is said" "$(cat "$W/err")" "cannot write to standard output: No space left"
"$A" exit 3 2>&-; same "closed standard error" 3 $?

# signals
"$A" hang > "$W/out" & client=$!
until_true grep -q hanging "$W/out"; kill -TERM $client; wait $client; same "SIGTERM goes to the engine, X ends the client" 99 $?
has "as S" "$(cat "$W/report")" "S 15"
"$TOOLS/pty" "$A" hang more > "$W/out" 2>&1 <<END
expect hanging
send \x03
pause 200
send \x03
wait
END
same "two SIGINT end the client" "signal 2" "$(cat "$W/out")"

# A reader that does not read: signals are heard, and the flags of the pipe, which others share, are as they were.
mkfifo "$W/fifo"; sleep 100 < "$W/fifo" & reader=$!
env --default-signal=INT "$A" print 100000000 > "$W/fifo" & client=$!
until_true sh -c "[ \$(sed -n 's/^wchar: //p' /proc/$client/io) -ge 65536 ]"; sleep 0.2
same "what others share is not changed" 0 "$((0$(sed -n 's/^flags:[^0-9]*//p' /proc/$client/fdinfo/1) & 04000))"
kill -INT $client; sleep 0.2; kill -INT $client; wait $client; same "nobody reads: two SIGINT end it all the same" 130 $?
kill $reader; wait $reader 2> /dev/null

# starting
fresh
rm -f "$W/done.1" "$W/done.2"
for i in 1 2 3 4; do (FAKE_SLOW=0.3 "$A" exit $i 2> /dev/null; echo $? > "$W/done.$i") & done; wait
same "four clients at once" "1 2 3 4" "$(cat "$W/done.1" "$W/done.2" "$W/done.3" "$W/done.4" | tr '\n' ' ' | sed 's/ $//')"
same "start one engine" 1 "$(starts)"
fresh
said=$(FAKE_MODE=die "$A" ps 2>&1); same "an engine that dies at its start is 125" 125 $?
has "with its status" "$said" "ended with status 3"
has "and its last words" "$said" "boom: no heap
second line"
fresh
begun=$(date +%s); said=$(FAKE_MODE=silent ATOLL_START_TIMEOUT=1 "$A" ps 2>&1); same "an engine that never answers is 125" 125 $?
has "and is said" "$said" "does not answer"
check "in time" [ $(($(date +%s) - begun)) -le 5 ]
said=$(ATOLL_START_TIMEOUT=1 "$A" ps 2>&1); same "also for the next client" 125 $?
fresh
said=$(FAKE_MODE=hangup ATOLL_START_TIMEOUT=20 "$A" ps 2>&1); same "an engine that only hangs up is 125" 125 $?
fresh
"$A" engine start > /dev/null; kill -9 "$(cat "$W/engines")"
"$A" exit 5 2> /dev/null; same "a killed engine is started again, its stale socket replaced" 5 $?
fresh
mkdir -p "$ROOT/run"; head -c 2000000 /dev/zero > "$ROOT/run/engine.log"; "$A" engine start > /dev/null
check "a large log is begun again" [ "$(wc -c < "$ROOT/run/engine.log")" -lt 1000000 ]
fresh
long=$ROOT/$(printf '%0120d' 7)/$(printf '%0120d' 8); mkdir -p "$long"
ATOLL_ROOT=$long "$A" exit 6 2> /dev/null; same "a long ATOLL_ROOT" 6 $?
ATOLL_ROOT=$long "$A" exit 7 2> /dev/null; same "and once more, running" 7 $?
# Somebody else has the lock by the time the engine has gone, and who started the engine does not wait for it.
fresh
FAKE_MODE=relock "$A" hang > "$W/out" & client=$!
until_true grep -q hanging "$W/out"; kill -STOP $client
begun=$(date +%s); "$A" engine stop; same "stop while the next engine starts" 0 $?
check "waits for its own engine only" [ $(($(date +%s) - begun)) -le 3 ]
check "which is gone" grep -q '^State:.Z' "/proc/$(cat "$W/engines")/status"
check "and the lock is not free" [ "$(flock -n "$ROOT/run/engine.lock" echo free)" != free ]
kill -KILL $client; wait $client 2> /dev/null
fresh
said=$(ATOLL_JAVA_HOME=/nonexistent "$A" ps 2>&1); has "a wrong ATOLL_JAVA_HOME" "$said" "no program bin/java"
echo 'JAVA_VERSION="17.0.2"' > "$W/java/release"; said=$("$A" ps 2>&1); has "an old Java" "$said" "needs Java 21"
echo 'JAVA_VERSION="21.0.2"' > "$W/java/release"; "$A" engine start > /dev/null
has "Java 21 has another kind of archive" "$(cat "$W/command")" ".jsa"
echo 'JAVA_VERSION="25.0.1"' > "$W/java/release"
said=$(ATOLL_ROOT=/proc/nothing "$A" ps 2>&1); same "no place for the run directory is 125" 125 $?
has "and is said" "$said" "cannot make the run directory"
if [ "$(id -u)" = 0 ]; then
    fresh; "$A" engine start > /dev/null; chmod 755 "$W" "$ROOT" "$ROOT/run"
    said=$(setpriv --reuid 65534 --clear-groups "$A" ps 2>&1); same "another user's socket is 125" 125 $?
    has "and is said" "$said" "no permission to use the engine's socket"
    said=$(setpriv --reuid 65534 --clear-groups env ATOLL_ROOT= "$A" ps 2>&1)
    has "without XDG_RUNTIME_DIR" "$said" "XDG_RUNTIME_DIR is not set"
fi
finish
