package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.TestPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The name of a log is durable before a record of it is acknowledged, wherever its creator died. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class LogNameTest {
    private TestPlace place;

    @BeforeEach
    void takePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        place.close();
    }

    private static LogOptions options(Layout layout) {
        return SmallLogs.options(layout).build();
    }

    /** Notes which files and directories are forced by fsync. */
    private static List<Path> noteForces(FaultSeam seam) {
        List<Path> forced = new CopyOnWriteArrayList<>(); // The next segment is prepared while a test looks.
        seam.bend("fsync", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            Object result = real.make(call.copy());
            forced.add(Path.of(call.file()));
            return result;
        });
        return forced;
    }

    /** Copies of a log as it was in front of each call that its creator made before he had forced its name. */
    private List<Path> whereItsCreatorDied(Layout layout) throws IOException {
        List<Path> died = new ArrayList<>();
        Path path = Files.createDirectory(place.directory().resolve("creator")).resolve("log");
        FaultSeam seam = new FaultSeam();
        boolean[] isForced = {false};
        seam.bend(call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            synchronized (died) { // Several threads open it, and none changes what is copied.
                if (!isForced[0] && Files.exists(path)) {
                    Path copy = Files.createDirectory(place.directory().resolve("died" + died.size()))
                            .resolve("log");
                    LogImage.copy(path, copy);
                    if (layout == Layout.DIRECTORY && Files.exists(path.resolve("lock"))) {
                        Files.createFile(copy.resolve("lock"));
                    }
                    died.add(copy);
                }
                Object result = real.make(call.copy());
                isForced[0] |= call.name().equals("fsync")
                        && call.file().equals(path.getParent().toString());
                return result;
            }
        });
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout))) {
            assertThat(isForced[0]).as("its creator forces its name").isTrue();
            Records.append(log, 1, 100, Durability.each());
        }
        return died;
    }

    /** Its number is one that no header can say. */
    @Test
    void aFileWhoseNumberNoSegmentHasIsNobodysSegment() throws IOException {
        Path path = place.directory().resolve("log");
        try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY))) {
            Records.append(log, 10, 100, Durability.each());
        }
        Path strange = Files.createFile(path.resolve("5000000000000000000.segment"));
        try (HybridLog log = HybridLog.open(path, options(Layout.DIRECTORY))) {
            assertThat(log.lastSequence()).isEqualTo(9);
        }
        assertThat(Verification.run(path, done -> {}).isIntact()).isTrue();
        assertThat(strange).exists();
    }

    @ParameterizedTest
    @EnumSource
    void whoFindsALogWhoseCreatorDiedForcesItsName(Layout layout) throws IOException {
        List<Path> died = whereItsCreatorDied(layout);
        assertThat(died).as("moments").hasSizeGreaterThan(5);
        for (Path path : died) {
            FaultSeam seam = new FaultSeam();
            List<Path> forced = noteForces(seam);
            try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout))) {
                assertThat(log.lastSequence()).isEqualTo(-1);
                assertThat(forced).as("before anything is acknowledged").contains(path.getParent());
                if (layout == Layout.DIRECTORY) {
                    assertThat(forced).as("for the segment's name").contains(path);
                }
                Records.append(log, 1, 100, Durability.each());
            }
            seam.assertNothingHeld();
        }
    }

    /** A segment is begun by somebody who has made sure of it. */
    @ParameterizedTest
    @EnumSource
    void theNameOfALogWithASegmentIsKnownToBeDurable(Layout layout) throws IOException {
        Path path = place.directory().resolve("log");
        try (HybridLog log = HybridLog.open(path, options(layout))) {
            Records.append(log, 1, 100, Durability.each());
        }
        FaultSeam seam = new FaultSeam();
        List<Path> forced = noteForces(seam);
        seam.orNever();
        seam.onlyWhen(() -> !FaultSeam.isInBackground()); // Where the next segment is prepared.
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout))) {
            assertThat(log.lastSequence()).isZero();
            assertThat(seam.count("fdatasync")).as("it was opened for writing").isPositive();
            assertThat(forced).isEmpty();
        }
        seam.assertNothingHeld();
    }

    @ParameterizedTest
    @EnumSource(value = Layout.class, names = "DIRECTORY")
    void behindASymbolicLinkTheRealNameIsForced(Layout layout) throws IOException {
        Path real = Files.createDirectories(place.directory().resolve("real").resolve("log"));
        Path link = Files.createSymbolicLink(place.directory().resolve("link"), real);
        FaultSeam seam = new FaultSeam();
        List<Path> forced = noteForces(seam);
        try (HybridLog log = HybridLog.open(Environments.of(seam), link, options(layout))) {
            assertThat(log.lastSequence()).isEqualTo(-1);
            assertThat(forced).contains(real.getParent());
        }
    }
}
