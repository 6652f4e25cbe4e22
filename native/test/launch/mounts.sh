# SPDX-License-Identifier: Apache-2.0
# What mounts can be told: attributes, propagation, changes, being filled, maps of users.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "mounts" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "mounts" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'rm -rf "$W"' EXIT
new_root "$W/root"

# in_box LINES SCRIPT: with more operations before pivot (LINES) and behind it (AFTER).
in_box() {
    { usual | sed "s|^mask /proc/acpi|$1|; s|^pivot|pivot\n${AFTER-umask 22}|"; printf 'exec sh -c "%s"\n' "$2"; } | plan m
    launch m 2>&1 | grep -v '^launched '
}
options() { in_box "$1" "grep ' $2 ' /proc/self/mountinfo" | cut -d' ' -f6; }
tags() { in_box "$1" "grep ' $2 ' /proc/self/mountinfo" | cut -d' ' -f7-9 | sed 's/ - .*//; s/^- .*//'; }

# attributes
same "every attribute" "ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow" \
    "$(options 'mount tmpfs t /m ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow ""' /m)"
same "the last of two that contradict each other" "rw,relatime" "$(options 'mount tmpfs t /m ro,noatime,rw,relatime ""' /m)"
same "strictatime" "rw" "$(options 'mount tmpfs t /m strictatime ""' /m)"
has "of the file system" "$(in_box 'mount tmpfs t /m "" sync,dirsync,lazytime' "grep ' /m ' /proc/self/mountinfo")" "sync,dirsync,lazytime"
mkdir -p "$W/deep/below"
cat > "$W/with.sh" <<'END'
# Mounts below a bound directory, in a mount namespace of the test's.
W=$1; shift
mount --make-rprivate / && mount -t tmpfs t "$W/deep" && mkdir -p "$W/deep/below" && mount -t tmpfs u "$W/deep/below" -o nosuid && exec "$@"
END
deep() { # FLAGS: the options of the two mounts
    { usual | sed "s|^mask /proc/acpi|bind $W/deep /d $1|"; echo 'exec grep -E " /d(/below)? " /proc/self/mountinfo'; } | plan m
    unshare -m sh "$W/with.sh" "$W" "$ATOLL" launch < "$W/m.plan" 2>&1 | grep -v '^launched ' | cut -d' ' -f5,6 | tr '\n' ' '
}
same "bind" "/d rw,relatime " "$(deep '""')"
same "rbind" "/d rw,relatime /d/below rw,nosuid,relatime " "$(deep rbind)"
same "rbind, ro on top" "/d ro,relatime /d/below rw,nosuid,relatime " "$(deep rbind,ro)"
same "rbind, ro for all" "/d ro,relatime /d/below ro,nosuid,relatime " "$(deep rbind,rro)"
same "recursive is for all" "/d ro,noatime /d/below ro,nosuid,noatime " "$(deep recursive,ro,noatime)"
same "attributes taken away from all" "/d rw,nodev,relatime /d/below rw,nodev,relatime " "$(deep rbind,rsuid,rnodev)"
same "ro for all, and not on top" "/d rw,relatime /d/below ro,nosuid,relatime " "$(deep rbind,rro,rw)"

# propagation
same "a new mount is private" "" "$(tags 'mount tmpfs t /m "" ""' /m)"
has "shared" "$(tags 'mount tmpfs t /m shared ""' /m)" "shared:"
has "unbindable" "$(tags 'mount tmpfs t /m unbindable ""' /m)" "unbindable"
has "of the root" "$(AFTER='root-propagation shared' tags '' /)" "shared:"
lacks "only of the root" "$(AFTER='root-propagation shared' tags '' /proc)" "shared:"
has "of everything" "$(AFTER='root-propagation rshared' tags '' /proc)" "shared:"
for sharing in shared slave private; do
    { usual | sed "s|^mask /proc/acpi|bind $W/deep /d $sharing,rbind|"
      echo 'exec sh -c "echo up; while [ ! -e /d/in/seen ] && [ ! -e /tmp/end ]; do sleep 0.05; done; mkdir -p /d/out; grep -c /d/in /proc/self/mountinfo"'; } | plan m
    cat > "$W/host.sh" <<'END'
W=$1 ATOLL=$2
mount --make-rprivate / && mount -t tmpfs t "$W/deep" && mount --make-shared "$W/deep" || exit 1
mkdir "$W/deep/in"
rm -f "$W/m.out"; "$ATOLL" launch < "$W/m.plan" > "$W/m.out" 2>&1 & box=$!
tries=0
until grep -q up "$W/m.out" || [ $tries = 200 ]; do sleep 0.05; tries=$((tries + 1)); done
mount -t tmpfs i "$W/deep/in"; touch "$W/deep/in/seen"
[ "$3" = private ] && touch "/proc/$(sed -n 's/launched \([0-9]*\) .*/\1/p' "$W/m.out")/root/tmp/end"
wait $box
tail -1 "$W/m.out"
END
    expected=1; [ $sharing = private ] && expected=0
    same "the host's mounts and a bind that is $sharing" $expected "$(unshare -m sh "$W/host.sh" "$W" "$ATOLL" $sharing)"
done
cat > "$W/out.sh" <<'END'
W=$1 ATOLL=$2
mount --make-rprivate / && mount -t tmpfs t "$W/deep" && mount --make-shared "$W/deep" && mkdir "$W/deep/out" || exit 1
"$ATOLL" launch < "$W/m.plan" > "$W/m.out" 2>&1
grep -c "deep/out" /proc/self/mountinfo
END
for sharing in shared slave; do
    { usual | sed "s|^mask /proc/acpi|bind $W/deep /d $sharing|; s|^capabilities.*|capabilities 1ffffffffff 1ffffffffff 1ffffffffff 0 0|"
      echo 'exec mount -t tmpfs o /d/out'; } | plan m
    expected=0; [ $sharing = shared ] && expected=1
    same "the container's mounts in a bind that is $sharing" $expected "$(unshare -m sh "$W/out.sh" "$W" "$ATOLL")"
done

# remount
same "remount" "ro,nosuid,nodev,noexec,relatime" "$(options 'remount /proc ro ""' /proc)"
same "remount takes away" "rw,nosuid,relatime" "$(options 'mount tmpfs t /m nosuid,nodev,ro ""\nremount /m rw,dev ""' /m)"
has "remount of the file system" "$(in_box 'mount tmpfs t /m "" ""\nremount /m "" size=8k' "grep ' /m ' /proc/self/mountinfo")" "size=8k"
has "not of something that is no mount" "$(in_box 'remount /etc ro ""' true)" "remount 22 /etc"
has "nor of nothing" "$(in_box 'remount /none ro ""' true)" "remount 2 /none"

# filled with what is there
rm -rf "$W/root/full"; mkdir -p "$W/root/full/sub/empty"
echo one > "$W/root/full/one"; echo two > "$W/root/full/sub/two"; ln -s ../../etc/passwd "$W/root/full/link"; mkfifo "$W/root/full/pipe"
mknod "$W/root/full/null" c 1 3; mknod "$W/root/full/kmsg" c 1 11
chown 1000:1001 "$W/root/full/one" "$W/root/full/sub"; chmod 4751 "$W/root/full/one"; chmod 2750 "$W/root/full/sub"; chmod 1733 "$W/root/full"
touch -d @1000000000 "$W/root/full/one"; chown -h 7:8 "$W/root/full/link"
list='cd /full; stat -c \"%n %A %u:%g %s\" . one sub sub/two sub/empty link pipe; stat -c %Y one; readlink link; cat one sub/two; ls -A | tr \"\\n\" \" \"'
same "copied up" ". drwx-wx-wt 0:0 X
one -rwsr-x--x 1000:1001 4
sub drwxr-s--- 1000:1001 X
sub/two -rw-r--r-- 0:0 4
sub/empty drwxr-xr-x 0:0 X
link lrwxrwxrwx 7:8 16
pipe prw-r--r-- 0:0 0
1000000000
../../etc/passwd
one
two
link one pipe sub X" "$(in_box 'mount tmpfs t /full copy-up ""' "$list" | sed -E '/ d|^\. /s/ [0-9]+$/ X/; $s/ $//; $s/$/ X/')"
has "read-only afterwards" "$(in_box 'mount tmpfs t /full copy-up,ro ""' 'cat /full/one; touch /full/x')" "Read-only"
has "its own mode" "$(in_box 'mount tmpfs t /full copy-up mode=711' 'stat -c %a /full')" "711"
if command -v setcap > /dev/null; then
    setcap cap_net_raw+ep "$W/root/full/one"
    { usual | sed "s|^mask /proc/acpi|mount tmpfs t /full copy-up \"\"|"; echo 'exec sh -c "echo up; while [ ! -e /tmp/stop ]; do sleep 0.05; done"'; } | plan m
    rm -f "$W/m.out"; "$ATOLL" launch < "$W/m.plan" > "$W/m.out" & until_true grep -q up "$W/m.out"
    inside=/proc/$(sed -n 's/launched \([0-9]*\) .*/\1/p' "$W/m.out")/root
    has "attributes" "$(getcap "$inside/full/one")" "cap_net_raw"
    touch "$inside/tmp/stop"; wait
else
    skip "attributes" "no setcap (package libcap2-bin)"
fi
head -c 1000000 /dev/zero > "$W/root/full/large"
has "more than it may hold" "$(in_box 'mount tmpfs t /full copy-up size=64k' true)" "mount 28 /full"
rm "$W/root/full/large"
deep=$W/root/full; i=0; while [ $i -lt 120 ]; do deep=$deep/d; i=$((i + 1)); done; mkdir -p "$deep"
has "deeper than is sane" "$(in_box 'mount tmpfs t /full copy-up ""' true)" "mount 40 /full"
rm -rf "$W/root/full/d"
same "what is mounted in it stays outside" "one" "$(in_box 'mount proc proc /full/sub/empty "" ""\nmount tmpfs t /full copy-up ""' 'test -e /full/sub/empty || cat /full/one')"

# nodes
same "a node's owner and mode" "crw-r-----,5:6" "$(in_box 'mknod /dev/mine c 640 1 3 5 6' 'stat -c %A,%u:%g /dev/mine')"
same "one that is there already" "crw-r-----,5:6" "$(in_box 'mknod /dev/null c 640 1 3 5 6' 'stat -c %A,%u:%g /dev/null')"
has "another one that is there" "$(in_box 'mknod /dev/null c 640 1 5 5 6' true)" "mknod 17 /dev/null"
nodes() { setpriv --bounding-set -mknod "$ATOLL" launch < "$W/m.plan" 2>&1 | grep -v '^launched '; }
{ usual | sed "s|^mknod /dev/\([a-z]*\) .*|& 0 0 /dev/\1|"; echo 'exec sh -c "echo x > /dev/null && grep -c /dev/null /proc/self/mountinfo"'; } | plan m
same "the host's where none may be made" "1" "$(nodes)"
{ usual | sed "s|^mknod /dev/null .*|mknod /dev/null c 666 1 3 0 0 /dev/zero|"; echo 'exec true'; } | plan m
has "but not another" "$(nodes)" "mknod 19 /dev/zero"

# maps of users
mkdir -p "$W/ids/sub"; touch "$W/ids/zero" "$W/ids/five"; chown 5:6 "$W/ids/five"
same "mapped" "1000:2000 1005:2006" "$(in_box "bind $W/ids /d rbind 0:1000:10 0:2000:10" 'echo $(stat -c %u:%g /d/zero /d/five)')"
same "several ranges" "1000:3000 7:3006" "$(in_box "bind $W/ids /d rbind 0:1000:1,5:7:1 0:3000:10" 'echo $(stat -c %u:%g /d/zero /d/five)')"
same "what it writes" "5:6" "$(USER_LINE='user 1005 2006' in_box "bind $W/ids /d ridmap,rbind 0:1000:10 0:2000:10" 'touch /d/five && exit' ; stat -c %u:%g "$W/ids/five")"
same "the host's is as it was" "0:0" "$(stat -c %u:%g "$W/ids/zero")"
has "a map the kernel refuses" "$(in_box "bind $W/ids /d rbind 0:1000:10,5:7:1 0:2000:10" true)" "bind 22 the map"
same "nothing is left mounted" "" "$(grep "$W" /proc/self/mountinfo)"
finish
