# shellcheck shell=bash
# The project's tests in the guest: built here by Maven, run there by a JVM of this machine.

readonly TESTS_DIRECTORIES=(io-native/target/test-classes io-core/target/test-classes)

# Prints all that can be tested on DAX: without O_DIRECT and the page cache, which a DAX file does not have, without tests
# of another file system, of a user with fewer rights and of speed.
tests_on_dax() { # FILE-SYSTEM
  printf '%s\n' -no-dax -dax-places -unprivileged -timing "${TESTS_DIRECTORIES[@]}"
  [[ $1 == ext4 ]] || printf '%s\n' -ext4
}

# Tests of what is chosen and refused, and the places for them: all that differ in the answers.
# shellcheck disable=SC2034
readonly TESTS_OF_PLACES=(+dax-places io-core/target/test-classes) TESTS_PLACES=(
  "ext4 nvdimm always" "ext4 nvdimm inode" "ext4 nvdimm never" "ext4 virtio-pmem always"
  "xfs nvdimm always" "xfs nvdimm inode" "xfs nvdimm never" "xfs virtio-pmem always")

# Compiles the tests, and leaves the class path with which they run in target/tests.classpath of each module.
tests_build() {
  local mvn=(mvn -q -B -ntp -pl "io-native,io-core" test-compile "dependency:build-classpath")
  say "building the tests"
  (cd -- "$PROJECT" && "${mvn[@]}" -Dmdep.includeScope=test -Dmdep.outputFile=target/tests.classpath >&2) ||
    die "the tests do not compile"
}

# Prints the command for the guest, one argument a line: a JVM whose temporary files lie on the DAX file system.
tests_command() { # TEST...
  local core=io-core/target directory
  directory=$(guest_directory "${PLACES[0]}")
  printf '%s\n' "${JAVA_HOME:+$JAVA_HOME/bin/}java" -ea -Djava.awt.headless=true -Dtidemark.requireLoop=true \
    -Djunit.jupiter.execution.timeout.mode=disabled -Dtidemark.stressSeconds=20 \
    "-Djava.io.tmpdir=$directory" "-Dtidemark.dax.dir=$directory" "-Dtidemark.dax.places=$(guest_places)" \
    -cp "$core/classes:$core/test-classes:$(<"$PROJECT/$core/tests.classpath")" io.tidemark.guest.GuestTests "$@"
}
