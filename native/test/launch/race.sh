# SPDX-License-Identifier: Apache-2.0
# A directory of the root that becomes a link to the host and back, all the time (CVE-2021-30465), under every operation that has a target.
. ./lib.sh
[ "$(id -u)" = 0 ] || { skip "races" "not root"; exit 0; }
[ -x /bin/busybox ] || { skip "races" "no /bin/busybox (package busybox-static)"; exit 0; }
W=$(mktemp -d /dev/shm/atoll-test.XXXXXX)
trap 'kill -KILL $swap 2> /dev/null; rm -rf "$W"' EXIT
ROUNDS=${ROUNDS-25}
new_root "$W/root"
mkdir -p "$W/mnt" "$W/outside" "$W/source"; echo secret > "$W/outside/secret"; echo bound > "$W/source/f"
ln -sfn /etc/shadow "$W/outside/link"
before=$(ls -lAR "$W/outside"; stat -c %a:%u "$W/outside")
races() { # NAME OPERATIONS (\n between) [LINK] [node: it is one, and no directory]
    rm -rf "$W/root/place" "$W/root/other"; mkdir -p "$W/root/place/sub"; echo inside > "$W/root/place/secret"
    if [ "${4-}" = node ]; then rm -r "$W/root/place"; mknod -m 600 "$W/root/place" c 1 3; fi
    ln -s "${3-$W/outside}" "$W/root/other"
    "$TOOLS/swap" "$W/root/place" "$W/root/other" & swap=$!
    { printf '%s\n' 'mode foreground' 'stdio null null' 'namespaces mount,pid' 'propagation private' "root $W/mnt $W/root" \
        'mount proc proc /proc "" ""' 'mount tmpfs t /dev "" ""' 'mknod /dev/null c 666 1 3'
      printf "$2\n"; printf '%s\n' pivot 'environment PATH=/bin' 'exec true'; } | plan r
    i=0 done=0 odd=
    while [ $i -lt "$ROUNDS" ]; do
        said=$(launch r)
        # What fails says that the place was something else just then, and nothing worse.
        case $said in
        launched*) done=$((done + 1)) ;;
        *" 2 "* | *" 17 "* | *" 18 "* | *" 20 "* | *" 22 "* | *" 40 "*) ;;
        *) odd=$said ;;
        esac
        i=$((i + 1))
    done
    kill -KILL $swap; wait $swap 2> /dev/null
    same "$1 ($done of $ROUNDS were done)" "$before" "$(ls -lAR "$W/outside"; stat -c %a:%u "$W/outside")"
    same "$1 fails as it should" "" "$odd"
}
races mkdir 'mkdir /place/made/deep 700 5 5'
races mknod 'mknod /place/node c 666 1 3 0 0'
races "mknod, bound" "mknod /place/node c 666 1 3 0 0 /dev/null"
races symlink 'symlink x /place/made'
races mount 'mount tmpfs t /place/made "" ""\nmkdir /place/made/x 755 0 0'
races "copy-up" 'mount tmpfs t /place copy-up ""'
races bind "bind $W/source /place/made rbind\nbind $W/source/f /place/made/f ro"
races "bind with maps" "bind $W/source /place/made rbind 0:1000:10 0:1000:10"
races file 'file /place/made 644 nosuid x'
races mask 'mask /place/secret\nmask /place/sub'
races readonly 'readonly /place'
races remount 'mount tmpfs t /place/sub "" ""\nremount /place/sub ro ""'
races "the root above" 'mkdir /place/made 700 5 5\nfile /place/made/f 644 "" x' ../../../../../../../..
ROUNDS=$((ROUNDS * 4))
races "a node's owner and mode" 'mknod /place c 666 1 3 5 6' "$W/outside/secret" node
same "the secret" "secret" "$(cat "$W/outside/secret")"
same "nothing is left mounted" "" "$(grep "$W" /proc/self/mountinfo)"
finish
