#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs everything. BUILD: the build directory.
cd "$(dirname "$0")" || exit 2
TALLY=$(mktemp) || exit 2
export BUILD TALLY
trap 'rm -f "$TALLY"' EXIT
"$BUILD/unit" || { [ -s "$TALLY" ] || echo "0 1" >> "$TALLY"; }
for part in launch/*.sh; do
    echo "== $part"
    timeout 300 sh "$part" || { echo "FAILED  $part ended with status $?"; echo "0 1" >> "$TALLY"; }
done
# The client, the joiner and the monitor once more, with the sanitizers in them.
for part in launch/client.sh launch/join.sh launch/mounts.sh launch/namespaces.sh launch/process.sh launch/oci.sh launch/rights.sh launch/monitor.sh launch/prompt.sh; do
    echo "== $part, sanitized"
    ATOLL=$BUILD/sanitized/atoll SANITIZED=1 ASAN_OPTIONS=detect_leaks=0:exitcode=99 timeout 300 sh "$part" ||
        { echo "FAILED  $part ended with status $?"; echo "0 1" >> "$TALLY"; }
done
passed=0 failed=0
while read -r p f; do passed=$((passed + p)) failed=$((failed + f)); done < "$TALLY"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
