# shellcheck shell=bash
# The project's tests in the guest: built here by Maven, run there by a JVM of this machine.

# Set by tests_prepare.
TESTS_CLASSPATH=
TESTS_JVM=()
# Set by tests_find.
TESTS_FOUND=()

readonly TESTS_DIRECTORIES=("$PROJECT/io-native/target/test-classes" "$PROJECT/io-core/target/test-classes")

# Tests whose classes are those of most.
readonly TESTS_TYPICAL=(
  io.tidemark.file.BufferedFileTest io.tidemark.file.LimitsTest io.tidemark.nativeio.LockTest
  io.tidemark.powercut.FileCheckTest io.tidemark.powercut.LogCheckTest)

# Places that differ in what is chosen and refused there.
# shellcheck disable=SC2034 # Used where this is sourced.
readonly TESTS_PLACES=(
  "ext4 nvdimm always" "ext4 nvdimm inode" "ext4 nvdimm never" "ext4 virtio-pmem always"
  "xfs nvdimm always" "xfs nvdimm inode" "xfs nvdimm never" "xfs virtio-pmem always")

# Prints what to run at a place: the tests that are named, or all, without those that cannot pass there. A DAX file has
# neither O_DIRECT nor page cache; the guest is slow, and its user is root.
tests_selection() { # FILE-SYSTEM DEVICE DAX TEST...
  local test named=
  printf '%s\n' -dax-places -broken-media -unprivileged -timing
  [[ $1 == ext4 ]] || printf '%s\n' -ext4
  [[ "$2 $3" == "nvdimm always" ]] || printf '%s\n' -dax
  [[ $3 != always ]] || printf '%s\n' -no-dax
  for test in "${@:4}"; do
    [[ $test == [+-]* ]] || named=yes
    printf '%s\n' "$test"
  done
  [[ -n $named ]] || printf '%s\n' "${TESTS_DIRECTORIES[@]}"
}

# Builds the tests. The options in maven are the caller's.
# shellcheck disable=SC2154 # Set where this is sourced.
tests_build() {
  say "building the tests"
  rm -f -- "$PROJECT/target/tests.built"
  touch -- "$PROJECT/target/tests.building"
  (cd -- "$PROJECT" && mvn -q -B -ntp -pl io-native,io-core test-compile dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/tests.classpath "${maven[@]}" >&2 9>&-) ||
    die "the tests do not compile"
  mv -- "$PROJECT/target/tests.building" "$PROJECT/target/tests.built"
}

# Ends unless what was built last is what the sources say.
tests_require_built() {
  local stamp=$PROJECT/target/tests.built newer
  [[ -e $stamp ]] || die "--built: nothing is built"
  newer=$(find "$PROJECT"/pom.xml "$PROJECT"/io-{native,core}/{pom.xml,src} -newer "$stamp" -print -quit)
  [[ -z $newer ]] || die "--built: $newer has changed since"
}

# Two builds at a time would compile into the same folders.
tests_locked() { # COMMAND...
  mkdir -p -- "$PROJECT/target"
  {
    flock 9
    "$@"
  } 9>"$PROJECT/target/tests.lock"
}

# Builds the tests, unless they are to run as they are, and makes ready what a JVM in the guest starts with: the class
# path, in TESTS_CLASSPATH, and the flags, in TESTS_JVM.
tests_prepare() {
  local java=${jdk:+$jdk/bin/}java
  if [[ -n $built ]]; then tests_require_built; else tests_build; fi
  tests_jars
  mapfile -t TESTS_JVM < <(tests_jvm_flags "$java")
  tests_archive "$java"
}

# Packs what was compiled since the last time, as archives of loaded classes know no folders.
tests_jars() {
  local entry jar entries
  TESTS_CLASSPATH=
  mapfile -t entries < <(printf '%s\n' "$PROJECT/io-core/target/classes" "$PROJECT/io-core/target/test-classes" &&
    tr : '\n' <"$PROJECT/io-core/target/tests.classpath")
  for entry in "${entries[@]}"; do
    if [[ -d $entry ]]; then
      jar=${entry%/*}/guest-${entry##*/}.jar
      [[ -e $jar && -z $(find "$entry" -newer "$jar" -print -quit) ]] ||
        (cd -- "$entry" && rm -f -- "$jar" && "${jdk:+$jdk/bin/}jar" --create --no-compress --file "$jar" .) ||
        die "$jar cannot be made"
      entry=$jar
    fi
    TESTS_CLASSPATH+=${TESTS_CLASSPATH:+:}$entry
  done
}

# The guest's processor takes seconds to load the classes of a test; out of an archive it takes less than half as long.
# What is loaded is what a few tests load here. Without the archive all goes on, slower.
tests_archive() { # JAVA
  local archive directory
  archive=$PROJECT/target/tests-$("$1" -version 2>&1 | cksum | cut -d ' ' -f 1).jsa
  if [[ ! -e $archive || -n $(find "$PROJECT"/io-*/target/guest-*.jar -newer "$archive" -print -quit) ]]; then
    directory=$(mktemp -d -- "${TMPDIR:-/tmp}/dax-vm-archive.XXXXXX")
    rm -f -- "$archive"
    "$1" "${TESTS_JVM[@]}" -Xlog:disable "-XX:ArchiveClassesAtExit=$archive" -ea "-Djava.io.tmpdir=$directory" \
      -cp "$TESTS_CLASSPATH" io.tidemark.guest.GuestTests "${TESTS_TYPICAL[@]}" >/dev/null 2>&1 ||
      say "no archive of loaded classes: the tests start slower"
    rm -rf -- "$directory"
  fi
  [[ ! -e $archive ]] || TESTS_JVM+=(-Xshare:auto "-XX:SharedArchiveFile=$archive")
}

# Prints the major version of a JDK, whose first line may tell of JAVA_TOOL_OPTIONS instead.
tests_jdk() { # JAVA
  "$1" -version 2>&1 | sed -n 's/^[a-z]* version "\([0-9]*\).*/\1/p'
}

# Prints the flags that newer JDKs want for native access. Without C2 the tests take half as long, because the emulated
# processor takes longer to optimise than it then saves; but a newer JDK has no DAX_MAPPED without it.
tests_jvm_flags() { # JAVA
  local version
  version=$(tests_jdk "$1")
  ((version > 17)) || printf '%s\n' -XX:TieredStopAtLevel=1
  ((version < 24)) || printf '%s\n' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
}

# Finds the classes that have tests among those that are asked for, because that takes the guest a minute.
tests_find() { # TEST...
  local java=${jdk:+$jdk/bin/}java found
  found=$("$java" "${TESTS_JVM[@]}" -Xlog:disable -cp "$TESTS_CLASSPATH" io.tidemark.guest.GuestPlan "$@" 2>"$WORK/find.log") ||
    die "no tests are found among $*: $(<"$WORK/find.log")"
  mapfile -t TESTS_FOUND <<<"$found"
}

# Prints the command for the guest, one argument a line: a JVM whose temporary files lie on the DAX file system. It runs in
# a module's folder, as it does with Maven. The guest has a time limit; those of single tests are made for real processors.
tests_command() {
  local java=${jdk:+$jdk/bin/}java directory
  directory=$(guest_directory "${PLACES[0]}")
  printf '%s\n' env -C "$PROJECT/io-core" "$java" "${TESTS_JVM[@]}" -ea -Djava.awt.headless=true \
    -Djunit.jupiter.execution.timeout.mode=disabled \
    -Dtidemark.oneIn=5 -Dtidemark.stressSeconds=1 -Dtidemark.crashRounds=1 -Dtidemark.patienceSeconds=300 \
    -Dtidemark.requireLoop=true \
    "-Djava.io.tmpdir=$directory" "-Dtidemark.dax.dir=$directory" "-Dtidemark.dax.places=$(guest_places)" \
    -cp "$TESTS_CLASSPATH" io.tidemark.guest.GuestTests "${TESTS_FOUND[@]}"
}
