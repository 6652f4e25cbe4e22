# SPDX-License-Identifier: Apache-2.0
# A root that is put together and nothing runs in.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "holding a root" "not root"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'exec 5<&-; rm -rf "$W"' EXIT
mkdir -p "$W/lower/etc" "$W/up" "$W/work" "$W/mnt" "$W/volume"
echo lower > "$W/lower/etc/file"
echo outside > "$W/volume/file"

held() { # LAST-LINES: the plan
    cat <<END
mode foreground
stdio null inherit
namespaces mount
propagation private
overlay $W/mnt $W/up $W/work "" $W/lower
bind $W/volume /data recursive
pivot
parent-death-signal 9
END
}

{ held; echo hold; } | plan h
mkfifo "$W/pipe"
"$ATOLL" launch < "$W/h.plan" > "$W/pipe" & launcher=$!
exec 5< "$W/pipe"
read -r said pid start <&5
same "it is said to be launched" "launched" "$said"
same "the layers are together" "lower" "$(cat "/proc/$pid/root/etc/file")"
same "and the volume" "outside" "$(cat "/proc/$pid/root/data/file")"
same "it runs nothing of the container" "$(readlink -f "$ATOLL")" "$(readlink "/proc/$pid/exe")"
same "it holds no descriptor but the standard ones" "0 1 2" "$(ls "/proc/$pid/fd" | tr '\n' ' ' | sed 's/ $//')"
echo new > "/proc/$pid/root/etc/new"
same "what is written is in the upper directory" "new" "$(cat "$W/up/etc/new")"
check "the host sees no mount" [ -z "$(grep "$W" /proc/self/mountinfo)" ]
exec 5<&-
wait "$launcher"
same "it ends when nobody reads any more" 0 $?
check "and nothing is left" [ ! -e "/proc/$pid" ]

"$ATOLL" launch < "$W/h.plan" > "$W/pipe" & launcher=$!
exec 5< "$W/pipe"
read -r said pid start <&5
kill -9 "$launcher"
check "it ends with its parent" until_true [ ! -e "/proc/$pid" ]
exec 5<&-

refused() { # NAME, the plan on 0
    plan r
    has "$1" "$("$ATOLL" launch < "$W/r.plan")" "$2"
}
{ held; echo hold; echo 'exec true'; } | refused "nothing comes behind it" "something stands behind the last operation"
held | refused "a plan must end" "neither exec nor hold"
{ held | sed 's/^mode.*/mode detached/'; echo hold; } | refused "a monitor holds nothing" "hold 22"
{ held | sed 's/null inherit/null capture/'; echo hold; } | refused "it needs the launching process's output" "hold 22"
finish
