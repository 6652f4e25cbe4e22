# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034  # used by those who source it
# What measuring the store without an engine needs. Sourced, not run.

# store_classpath DIRECTORY: sets `classpath`, of copies made there of the bundles as they are now, not as they may have been installed; and `jvm`, the
# engine's options.
store_classpath() {
  local bundle
  mapfile -t jvm < <(grep -v '^ *#' distribution/conf/jvm.options | grep .)
  mvn -q -o -B dependency:build-classpath -pl bundles/store -Dmdep.outputFile="$1/classpath" >"$1/mvn.log" 2>&1 || { cat "$1/mvn.log" >&2; die "bench: no class path"; }
  cp -r bundles/store/target/test-classes "$1/bench"
  classpath=$1/bench
  for bundle in api json posix testing store; do
    cp -r "bundles/$bundle/target/classes" "$1/$bundle"
    classpath+=:$1/$bundle
  done
  classpath+=:$(tr : '\n' <"$1/classpath" | grep -v /io/atoll/ | tr '\n' :)
}
