# shellcheck shell=bash
# The project's tests in the guest: built here by Maven, run there by a JVM of this machine.

readonly TESTS_DIRECTORIES=("$PROJECT/io-native/target/test-classes" "$PROJECT/io-core/target/test-classes")

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

# Compiles the tests, and leaves the class path with which they run in target/tests.classpath of each module.
tests_build() {
  local mvn=(mvn -q -B -ntp -pl "io-native,io-core" test-compile "dependency:build-classpath")
  say "building the tests"
  mkdir -p -- "$PROJECT/target"
  (
    cd -- "$PROJECT" || exit
    flock 9 # Two builds at a time would compile into the same folders.
    "${mvn[@]}" -Dmdep.includeScope=test -Dmdep.outputFile=target/tests.classpath >&2
  ) 9>"$PROJECT/target/tests.lock" || die "the tests do not compile"
}

# Prints the flags that newer JDKs want for native access.
tests_jvm_flags() { # JAVA
  local version
  version=$("$1" -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p')
  ((version < 22)) || printf '%s\n' --enable-native-access=ALL-UNNAMED
  ((version < 24)) || printf '%s\n' --sun-misc-unsafe-memory-access=allow
}

# Prints the command for the guest, one argument a line: a JVM whose temporary files lie on the DAX file system. It runs in
# a module's folder, as it does with Maven. The guest has a time limit; those of single tests are made for real processors.
tests_command() { # TEST...
  local core=$PROJECT/io-core java=java directory flags
  [[ -z $jdk ]] || java=$jdk/bin/java
  directory=$(guest_directory "${PLACES[0]}")
  mapfile -t flags < <(tests_jvm_flags "$java")
  printf '%s\n' env -C "$core" "$java" "${flags[@]}" -ea -Djava.awt.headless=true \
    -Djunit.jupiter.execution.timeout.mode=disabled \
    -Dtidemark.stressSeconds=10 -Dtidemark.crashRounds=1 -Dtidemark.requireLoop=true \
    "-Djava.io.tmpdir=$directory" "-Dtidemark.dax.dir=$directory" "-Dtidemark.dax.places=$(guest_places)" \
    -cp "$core/target/classes:$core/target/test-classes:$(<"$core/target/tests.classpath")" \
    io.tidemark.guest.GuestTests "$@"
}
