# shellcheck shell=bash
# What the scripts that measure share: builds their module where it has to, and finds the JDK. To be sourced, with `die`
# defined, and before it `module` (else io-bench) and `heap` (else 256m). Sets root, lib, java and flags.

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
readonly root
readonly module=${module:-io-bench}
readonly lib=$root/$module/target/lib
# Carries the time at which the build that made the jars began.
readonly stamp=$lib/.built

is_stale() {
  [[ -e $stamp ]] || return 0
  local newer
  newer=$(find "$root/pom.xml" "$root"/io-{native,core,bench}/pom.xml "$root"/io-{native,core,bench}/src/main \
    "$root/$module/pom.xml" "$root/$module/src/main" -newer "$stamp" -print -quit)
  [[ -n $newer ]]
}

build() {
  local log
  command -v mvn >/dev/null || die "mvn is not on the PATH, and the benchmarks have to be built"
  printf 'building the benchmarks ...\n' >&2
  log=$(mktemp)
  # Expanded now, because $log is gone when the trap runs.
  # shellcheck disable=SC2064
  trap "rm -f -- '$log' '$log.begun'" EXIT
  touch -- "$log.begun"
  # Jars of an earlier version would shadow the new ones.
  rm -rf -- "$lib"
  if ! (cd -- "$root" && mvn -B -q -pl "$module" -am package -Dtests.leftOut=true \
    -Dspotless.check.skip=true) >"$log" 2>&1; then
    cat -- "$log" >&2
    die "the build failed; its output is above"
  fi
  mv -- "$log.begun" "$stamp"
  rm -f -- "$log"
  trap - EXIT
}

if is_stale; then
  # One process builds, the others wait for it and then find the work done.
  exec {lock}<"$root/$module/pom.xml"
  flock "$lock" || die "no lock on $root/$module/pom.xml"
  if is_stale; then
    build
  fi
  exec {lock}<&-
fi

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || die "no JDK found: put java on the PATH, or set JAVA_HOME"
# Not always the first line: that may tell of JAVA_TOOL_OPTIONS.
version=$("$java" -version 2>&1 | sed -n 's/^[a-z]* version "\([0-9]*\).*/\1/p')
((version >= 17)) || die "$java is version $version, and Tidemark needs 17 or newer; set JAVA_HOME"

flags=("-Xms${heap:-256m}" "-Xmx${heap:-256m}")
# System calls go through JNA, and Netty's buffers use sun.misc.Unsafe; newer JDKs want that granted, and warn otherwise.
if ((version >= 24)); then
  flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
read -r -a user_flags <<<"${TIDEMARK_JAVA_OPTS:-}"
flags+=(${user_flags[@]+"${user_flags[@]}"})

# A build directory is more likely to lie on a disk than /tmp.
export TIDEMARK_BENCH_DIR=$root/$module/target
