# SPDX-License-Identifier: Apache-2.0
# Lines and secrets from the user's terminal, and a terminal that is put right: tools/pty plays the user, a fake engine asks.
. ./lib.sh
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
stop_engines() { for p in $(cat "$W"/engines 2> /dev/null); do kill -9 "$p" 2> /dev/null; done; }
trap 'stop_engines; rm -rf "$W"' EXIT
trap 'exit 2' INT TERM
mkdir -p "$W/home/bin" "$W/home/lib" "$W/java/bin" "$W/atoll"
cp "$ATOLL" "$W/home/bin/atoll"; A=$W/home/bin/atoll
echo jar > "$W/home/lib/x.jar"
printf '#!/bin/sh\necho $$ >> %s/engines\nexec %s/fake_engine\n' "$W" "$TOOLS" > "$W/java/bin/java"; chmod 755 "$W/java/bin/java"
export ATOLL_JAVA_HOME="$W/java" ATOLL_ROOT="$W/atoll" FAKE_REPORT="$W/report"
fresh() { : > "$W/report"; "$A" engine start > /dev/null; }
user() { "$TOOLS/pty" "$A" "$@" 2>&1; }
fresh

# W6, S1.39: not shown, Enter ends it, the terminal is as it was
same "a secret" "exit 0" "$(user ask 'Password: ' 0 <<'END'
expect Password: 
hidden
send sesame-1\n
gone sesame
expect \x0d
expect line <sesame-1>
wait
echoing
END
)"
same "a line that is shown" "exit 0" "$(user ask 'Username: ' 1 <<'END'
expect Username: 
echoing
send me myself\n
expect me myself
expect line <me myself>
wait
echoing
END
)"
same "two questions" "exit 0" "$(user ask 'Again: ' 0 2 <<'END'
expect Again: 
hidden
send one\n
expect line <one>
expect Again: 
hidden
send two\n
expect line <two>
wait
echoing
END
)"
same "an empty line" "exit 0" "$(user ask 'P: ' 0 <<'END'
hidden
send \n
expect line <>
wait
END
)"
same "Ctrl-D without a line" "exit 0" "$(user ask 'P: ' 0 <<'END'
hidden
send \x04
expect end <>
wait
echoing
END
)"
same "Ctrl-D twice within a line ends it" "exit 0" "$(user ask 'P: ' 0 <<'END'
hidden
send half\x04
pause 200
send \x04
expect line <half>
wait
echoing
END
)"
# W6: the terminal is put right in every case
same "Ctrl-C: 130" "exit 130" "$(user ask 'P: ' 0 <<'END'
expect P: 
hidden
send half\x03
wait
echoing
gone half
END
)"
has "the engine hears of it" "$(cat "$W/report")" "S 2"
for number in 15 1 3; do
    same "signal $number: restored" "exit 130" "$(user ask 'P: ' 0 <<END
hidden
signal $number
wait
echoing
END
)"
done
same "SIGUSR1: restored, and ended by it" "signal 10" "$(user ask 'P: ' 0 <<'END'
hidden
signal 10
wait
echoing
END
)"
same "kill -9: the guard restores" "signal 9" "$(user ask 'P: ' 0 <<'END'
hidden
signal 9
wait
echoing
END
)"
check "the guard has gone" until_true sh -c "! grep -lx atoll-guard /proc/[0-9]*/comm"
same "stopped and continued: hidden again, asked again, what was typed forgotten" "exit 0" "$(user ask 'P: ' 0 <<'END'
expect P: 
hidden
send forgotten
signal 20
stopped
echoing
signal 18
hidden
expect P: 
send known\n
expect line <known>
wait
echoing
END
)"
same "the engine is gone: restored" "exit 125" "$(user ask 'P: ' 0 <<'END'
hidden
resize 90 30
expect the engine ended
wait
echoing
END
)"
fresh

# S1.39: no terminal, a line of standard input, and not a byte more
same "no terminal" "line <first>
line <second word>
the rest
of it" "$(printf 'first\nsecond word\nthe rest\nof it\n' | setsid -w "$A" ask 'P: ' 0 2 more 2> "$W/err")"
same "is asked all the same" "P: 
P: " "$(cat "$W/err")"
same "a last line without its end" "line <last>" "$(printf last | setsid -w "$A" ask 'P: ' 0 2> /dev/null)"
same "no input" "end <>" "$(setsid -w "$A" ask 'P: ' 0 < /dev/null 2> /dev/null)"
same "a line too long" "long <>" "$(head -c 5000 /dev/zero | tr '\0' x | setsid -w "$A" ask 'P: ' 0 2> /dev/null)"

# W39: a display that hides the cursor: nothing of what is typed shifts it, and the terminal is put right in every case
: > "$W/report"
same "what is typed does not show" "exit 0" "$(user reset PUT-RIGHT end <<'END'
expect drawing
hidden
send typed\n\n\n
pause 200
gone typed
gone \x0a\x0a
resize 90 30
wait
echoing
gone PUT-RIGHT
END
)"
same "two Ctrl-C: the terminal is put right" "signal 2" "$(user reset PUT-RIGHT hang <<'END'
expect drawing
hidden
send \x03
pause 200
gone PUT-RIGHT
send \x03
expect PUT-RIGHT
wait
echoing
END
)"
same "kill -9: by the guard" "signal 9" "$(user reset PUT-RIGHT hang <<'END'
expect drawing
hidden
signal 9
expect PUT-RIGHT
wait
echoing
END
)"
same "stopped: too, and the engine hears when the user is back" "signal 9" "$(user reset PUT-RIGHT hang <<'END'
expect drawing
hidden
signal 20
stopped
expect PUT-RIGHT
echoing
signal 18
hidden
pause 300
signal 9
expect PUT-RIGHT
wait
echoing
END
)"
has "with the size" "$(cat "$W/report")" "W 80 24"
same "the engine is gone: too" "exit 125" "$(user reset PUT-RIGHT die <<'END'
expect drawing
hidden
resize 90 30
expect PUT-RIGHT
expect the engine ended
wait
echoing
END
)"
check "the guard has gone" until_true sh -c "! grep -lx atoll-guard /proc/[0-9]*/comm"
finish
