# SPDX-License-Identifier: Apache-2.0
# What the shell tests share. BUILD: the build directory; ATOLL: the program under test.
HERE=$(cd "$(dirname "$0")" && pwd)
ATOLL=${ATOLL:-$BUILD/atoll}
TOOLS=$BUILD/test
PASSED=0
FAILED=0

ok() {
    PASSED=$((PASSED + 1))
    echo "ok      $1"
}

bad() {
    FAILED=$((FAILED + 1))
    echo "FAILED  $1"
    [ -z "${2-}" ] || printf '%s\n' "$2" | head -40 | sed 's/^/        | /'
}

# check NAME COMMAND…: passes when the command does.
check() {
    name=$1
    shift
    if said=$("$@" 2>&1); then ok "$name"; else bad "$name" "$said"; fi
}

# same NAME EXPECTED FOUND
same() {
    if [ "$2" = "$3" ]; then ok "$1"; else bad "$1" "expected: $2
found:    $3"; fi
}

# has NAME TEXT PART: the text has the part.
has() {
    case $2 in *"$3"*) ok "$1" ;; *) bad "$1" "expected in it: $3
found: $2" ;; esac
}

lacks() {
    case $2 in *"$3"*) bad "$1" "not expected in it: $3
found: $2" ;; *) ok "$1" ;; esac
}

skip() {
    echo "skipped $1: $2"
}

# until_true COMMAND…: up to ten seconds.
until_true() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || return 1
        sleep 0.05
    done
}

finish() {
    echo "$PASSED $FAILED" >> "$TALLY"
}

new_root() { # DIRECTORY: a root file system with busybox and nothing else
    mkdir -p "$1/bin" "$1/dev" "$1/proc" "$1/sys" "$1/etc" "$1/tmp"
    cp /bin/busybox "$1/bin/busybox"
    for applet in $(/bin/busybox --list); do
        [ "$applet" = busybox ] || ln -sf busybox "$1/bin/$applet"
    done
}

plan() { # reads the text on 0, writes $W/NAME.plan
    "$TOOLS/mkplan" > "$W/$1.plan"
}

# The usual container on 1, its exec line and what comes before it left to the caller.
# HEAD: more setup operations. LOWERS: the layers.
usual() {
    fresh=$W/c$((COUNT = COUNT + 1))
    mkdir -p "$fresh/up" "$fresh/work" "$fresh/mnt"
    cat <<END
${HEAD-mode foreground}
${STDIO-stdio inherit inherit}
namespaces mount,pid,ipc,uts,cgroup,network
propagation private
overlay $fresh/mnt $fresh/up $fresh/work "" ${LOWERS-$W/root}
mount proc proc /proc nosuid,nodev,noexec ""
mount tmpfs tmpfs /dev nosuid mode=755,size=65536k
mknod /dev/null c 666 1 3
mknod /dev/zero c 666 1 5
mknod /dev/full c 666 1 7
mknod /dev/random c 666 1 8
mknod /dev/urandom c 666 1 9
mknod /dev/tty c 666 5 0
mount devpts devpts /dev/pts nosuid,noexec newinstance,ptmxmode=0666,mode=0620,gid=5
symlink pts/ptmx /dev/ptmx
symlink /proc/self/fd /dev/fd
mount tmpfs shm /dev/shm nosuid,nodev,noexec mode=1777,size=65536k
mount mqueue mqueue /dev/mqueue nosuid,nodev,noexec ""
mount sysfs sysfs /sys ro,nosuid,nodev,noexec ""
file /etc/hostname 644 nosuid,nodev "box\n"
mask /proc/acpi
mask /proc/kcore
mask /proc/keys
mask /proc/timer_list
mask /sys/firmware
mask /nothing/here
readonly /proc/bus
readonly /proc/fs
readonly /proc/irq
readonly /proc/sys
readonly /proc/sysrq-trigger
pivot
${CONSOLE-}
hostname box
loopback
rlimit nofile 1024 4096
${USER_LINE-user 0 0}
capabilities a80425fb a80425fb a80425fb 0 0
no-new-privileges
${DEATH-parent-death-signal 9}
seccomp "" "\x06\x00\x00\x00\x00\x00\xff\x7f"
chdir /
environment PATH=/bin HOME=/root
END
}

launch() { # NAME: carries out $W/NAME.plan
    "$ATOLL" launch < "$W/$1.plan"
}
