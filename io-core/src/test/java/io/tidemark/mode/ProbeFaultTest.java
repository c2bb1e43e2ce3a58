package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeIoException;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One system call fails, or lies, at a time. */
class ProbeFaultTest {
    private static final SyncForce JVM = new SyncForce(true, "a JVM that can");

    @TempDir
    private Path directory;

    private Footprint before;

    @BeforeEach
    void rememberWhatIsThere() throws IOException {
        before = Footprint.of(directory);
    }

    private Capabilities probe(FaultyPosix posix) throws IOException {
        Capabilities place = Capabilities.probe(posix.posix(), directory, JVM);
        before.assertUnchanged();
        return place;
    }

    /** Calls whose argument, an int, has all bits of {@code flag}; all calls, for a flag of 0. */
    private static Predicate<Object[]> flag(int argument, int flag) {
        return arguments -> flag == 0 || ((int) arguments[argument] & flag) == flag;
    }

    static Stream<Arguments> faults() {
        Predicate<Object[]> punch = flag(1, LinuxConstants.FALLOC_FL_PUNCH_HOLE);
        return Stream.of(
                arguments(
                        "fallocate",
                        punch.negate(),
                        Errno.EOPNOTSUPP,
                        Feature.PREALLOCATION,
                        "fallocate: EOPNOTSUPP (95)"),
                arguments("fallocate", punch, Errno.EOPNOTSUPP, Feature.HOLE_PUNCHING, "PUNCH_HOLE"),
                arguments("pwritev2", flag(0, 0), Errno.EOPNOTSUPP, Feature.DURABLE_WRITE, "RWF_DSYNC"),
                arguments(
                        "preadv2",
                        flag(4, LinuxConstants.RWF_NOWAIT),
                        Errno.EOPNOTSUPP,
                        Feature.NOWAIT_READ,
                        "RWF_NOWAIT"),
                arguments(
                        "preadv2",
                        flag(4, LinuxConstants.RWF_DONTCACHE),
                        Errno.EINVAL,
                        Feature.UNCACHED_READ,
                        "EINVAL (22)"),
                arguments("madvise", flag(0, 0), Errno.EINVAL, Feature.POPULATE_WRITE, "MADV_POPULATE_WRITE"),
                arguments("fcntl", flag(0, 0), Errno.EINVAL, Feature.FILE_LOCKS, "F_OFD_SETLK"),
                arguments("ioctl", flag(0, 0), Errno.EINVAL, Feature.REFLINK, "FICLONERANGE): EINVAL (22)"),
                arguments(
                        "open",
                        flag(1, LinuxConstants.O_DIRECT),
                        Errno.EINVAL,
                        Feature.DIRECT_IO,
                        "open(O_DIRECT): EINVAL"),
                arguments("ftruncate", flag(0, 0), Errno.EIO, Feature.DIRECT_IO, "ftruncate: EIO (5)"),
                arguments(
                        "mmap",
                        flag(3, LinuxConstants.MAP_SYNC),
                        Errno.EOPNOTSUPP,
                        Feature.MAP_SYNC,
                        "EOPNOTSUPP (95)"));
    }

    @ParameterizedTest(name = "{0} fails, so {3} is not to be had")
    @MethodSource("faults")
    void aFailedCallIsTheAnswerToItsFeature(
            String call, Predicate<Object[]> when, int errno, Feature feature, String evidence) throws IOException {
        FaultyPosix posix = new FaultyPosix().failing(call, errno, when);

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.has(feature)).isFalse();
        assertThat(place.of(feature).evidence()).contains(evidence);
    }

    @Tag("no-dax")
    @Test
    void withoutCachestatThereAreNoCacheStatistics() throws IOException {
        aFailedCallIsTheAnswerToItsFeature(
                "cachestat", flag(0, 0), Errno.ENOSYS, Feature.CACHE_STATISTICS, "cachestat: ENOSYS (38)");
    }

    @ParameterizedTest(name = "{0} on a full disk shows that the kernel takes the call")
    @CsvSource({"fallocate, PREALLOCATION", "pwritev2, DURABLE_WRITE"})
    void aFullDiskIsNoReasonToDoWithout(String call, Feature feature) throws IOException {
        FaultyPosix posix = new FaultyPosix().failing(call, Errno.ENOSPC, flag(1, 0));

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.has(feature)).isTrue();
        assertThat(place.of(feature).evidence()).contains("disk full");
    }

    @ParameterizedTest(name = "errno {0} says nothing about the place, so there is no answer")
    @ValueSource(ints = {Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM})
    void wantOfDescriptorsOrMemoryFailsTheProbe(int errno) {
        FaultyPosix posix = new FaultyPosix().failing("open", errno, flag(1, LinuxConstants.O_TMPFILE));

        assertThatThrownBy(() -> probe(posix))
                .isInstanceOf(NativeIoException.class)
                .hasMessageContaining(Errno.name(errno));
        assertThat(posix.fired()).isPositive();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {Errno.ENOSPC, Errno.EDQUOT})
    void whereThereIsNoSpaceForANewFileTheRestIsToldAllTheSame(int errno) throws IOException {
        FaultyPosix posix = new FaultyPosix().failing("open", errno, flag(1, LinuxConstants.O_TMPFILE));

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.has(Feature.DIRECT_IO)).isFalse();
        assertThat(place.of(Feature.DIRECT_IO).answer()).isEqualTo(Answer.UNTRIED);
        assertThat(place.of(Feature.DIRECT_IO).evidence()).contains(Errno.name(errno));
        assertThat(place.refusal()).hasValue(new Refusal(directory.toString(), Errno.text(errno)));
        assertThat(place.of(Feature.PERSISTENT_MEDIUM).evidence()).contains("device");
    }

    @Test
    void withoutNamelessFilesANamedOneIsUsedAndUnlinked() throws IOException {
        FaultyPosix posix = new FaultyPosix().failing("open", Errno.EOPNOTSUPP, flag(1, LinuxConstants.O_TMPFILE));

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(posix.calls()).contains("unlink");
        assertThat(place.has(Feature.PREALLOCATION)).isTrue();
    }

    @Test
    void aDirectoryThatTakesNoNewFilesIsNotProbedFurther() throws IOException {
        FaultyPosix posix = new FaultyPosix().failing("open", Errno.EACCES, flag(1, LinuxConstants.O_TMPFILE));

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.of(Feature.DIRECT_IO).evidence())
                .startsWith("not probed: open: EACCES (13)")
                .contains(directory.toString());
        assertThat(place.refusal()).hasValue(new Refusal(directory.toString(), "permission denied"));
        assertThat(place.of(Feature.PERSISTENT_MEDIUM).evidence()).contains("memory");
        assertThat(place.has(Feature.SYNC_FORCE)).isTrue();
        assertThat(place.blockBytes()).isPositive();
        assertThat(place.answer(RangeMode.DIRECT)).isEqualTo(Answer.UNTRIED);
        assertThat(place.unavailabilityCause(RangeMode.DIRECT))
                .hasValueSatisfying(cause -> assertThat(cause).contains("not probed", "EACCES"));
    }

    @Tag("no-dax")
    @Test
    void aFileInADirectoryThatTakesNoNewFilesStillTellsItsDaxState() throws IOException {
        FaultyPosix posix = new FaultyPosix().failing("open", Errno.EROFS, flag(1, LinuxConstants.O_TMPFILE));
        Path file = Files.createFile(directory.resolve("some.log"));

        Capabilities place = Capabilities.probe(posix.posix(), file, JVM);

        assertThat(posix.fired()).isPositive();
        assertThat(place.of(Feature.DAX).evidence()).contains("STATX_ATTR_DAX is off");
        assertThat(place.of(Feature.MAP_SYNC).evidence()).contains("of the file");
        assertThat(place.of(Feature.HOLE_PUNCHING).evidence()).startsWith("not probed: open: EROFS (30)");
    }

    @Test
    void whetherPagesCanBePreparedIsTheKernelsToSay() throws IOException {
        assumeTrue(Capabilities.probe(directory).has(Feature.POPULATE_WRITE), "no MADV_POPULATE_WRITE here");
        FaultyPosix posix = new FaultyPosix().failing("open", Errno.EACCES, flag(1, LinuxConstants.O_TMPFILE));
        Path file = Files.createFile(directory.resolve("some.log"));

        Capabilities place = Capabilities.probe(posix.posix(), file, JVM);

        assertThat(posix.fired()).isPositive();
        assertThat(place.unavailabilityCause(RangeMode.MAPPED)).isEmpty();
    }

    @Test
    void anUnreadableEntryIsAccessDenied() {
        FaultyPosix posix = new FaultyPosix().failing("open", Errno.EACCES, flag(1, LinuxConstants.O_PATH));

        assertThatThrownBy(() -> Capabilities.probe(posix.posix(), directory, JVM))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining(directory.toString());
        assertThat(posix.fired()).isEqualTo(1);
    }

    @Tag("no-dax")
    @Test
    void aReportedUnitThatDoesNotWorkIsReplacedByOneThatDoes() throws IOException {
        Needs.that(Capabilities.probe(directory).has(Feature.DIRECT_IO), "java.io.tmpdir takes no direct I/O");
        FaultyPosix posix = new FaultyPosix().reportingAlignment(8, 8);

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.writeUnitBytes()).isGreaterThanOrEqualTo(512);
        assertThat(place.of(Feature.DIRECT_IO).evidence()).contains("although STATX_DIOALIGN reports 8");
    }

    @Tag("no-dax")
    @Test
    void aUnitHasToServeAsTheAlignmentOfMemoryToo() throws IOException {
        Needs.that(Capabilities.probe(directory).has(Feature.DIRECT_IO), "java.io.tmpdir takes no direct I/O");
        FaultyPosix posix = refusingMemoryNotAlignedTo(4096).reportingAlignment(4096, 512);

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.writeUnitBytes()).isEqualTo(4096);
        assertThat(place.of(Feature.DIRECT_IO).evidence())
                .contains("from memory aligned to 4096", "although STATX_DIOALIGN reports 512, and 4096 for memory");
    }

    @Tag("no-dax")
    @Test
    void whereMemoryHasToBeAlignedToMoreThanAUnitThereIsNoDirectIo() throws IOException {
        Needs.that(Capabilities.probe(directory).has(Feature.DIRECT_IO), "java.io.tmpdir takes no direct I/O");
        FaultyPosix posix = refusingMemoryNotAlignedTo(64 << 10).reportingAlignment(64 << 10, 512);

        Capabilities place = probe(posix);

        assertThat(posix.fired()).isPositive();
        assertThat(place.has(Feature.DIRECT_IO)).isFalse();
        assertThat(place.of(Feature.DIRECT_IO).evidence()).contains("EINVAL");
        assertThat(place.writeUnitBytes()).isZero();
    }

    private static FaultyPosix refusingMemoryNotAlignedTo(int bytes) {
        return new FaultyPosix().failing("pwrite", Errno.EINVAL, arguments -> ((long) arguments[1] & (bytes - 1)) != 0);
    }

    @Test
    void filesThatReportNoDirectIoAreBelieved() throws IOException {
        FaultyPosix posix = new FaultyPosix().reportingAlignment(0, 0);

        Capabilities place = probe(posix);

        assertThat(place.has(Feature.DIRECT_IO)).isFalse();
        assertThat(place.of(Feature.DIRECT_IO).evidence()).contains("STATX_DIOALIGN");
        assertThat(place.writeUnitBytes()).isZero();
    }

    @Test
    void onADaxFileTheCacheIsNeverAskedAbout() throws IOException {
        FaultyPosix posix = new FaultyPosix().pretendingDax();
        Path file = Files.createFile(directory.resolve("some.log"));

        Capabilities ofDirectory = Capabilities.probe(posix.posix(), directory, JVM);
        Capabilities ofFile = Capabilities.probe(posix.posix(), file, JVM);

        assertThat(posix.fired()).isPositive();
        assertThat(posix.calls()).doesNotContain("cachestat", "mincore");
        for (Capabilities place : new Capabilities[] {ofDirectory, ofFile}) {
            assertThat(place.has(Feature.DAX)).isTrue();
            assertThat(place.has(Feature.MAP_SYNC)).isTrue();
            assertThat(place.of(Feature.CACHE_STATISTICS).evidence()).startsWith("not tried");
        }
    }

    @Test
    void onADaxFileAJvmThatCannotForceMappingsIsRefusedTheMapping() throws IOException {
        assumeTrue(Capabilities.probe(directory).has(Feature.POPULATE_WRITE), "no MADV_POPULATE_WRITE here");
        FaultyPosix posix = new FaultyPosix().pretendingDax();

        Capabilities able = Capabilities.probe(posix.posix(), directory, JVM);
        Capabilities unable = Capabilities.probe(posix.posix(), directory, new SyncForce(false, "its C2 is off"));

        assertThat(able.unavailabilityCause(RangeMode.DAX_MAPPED)).isEmpty();
        assertThat(unable.unavailabilityCause(RangeMode.DAX_MAPPED)).hasValue("SYNC_FORCE is missing: its C2 is off");
        assertThat(unable.unavailabilityCause(RangeMode.DAX_WRITE)).isEmpty();
    }
}
