package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("no-disk")
class CalibratedPolicyTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Set<Hint> VOLATILE = Set.of(Hint.VOLATILE_IS_ENOUGH);

    @TempDir
    private Path directory;

    private final Capabilities disk = Places.disk();

    private WriteProfile profile(Entry... entries) {
        return new WriteProfile("/data", disk.device(), NOON, List.of(entries));
    }

    private static Entry durable(RangeMode mode, int recordBytes, double nanos) {
        return new Entry(mode, Promise.DURABLE, recordBytes, nanos);
    }

    private static Entry unforced(RangeMode mode, int recordBytes, double nanos) {
        return new Entry(mode, Promise.UNFORCED, recordBytes, nanos);
    }

    private RangeMode tail(WriteProfile profile, int recordBytes, Set<Hint> hints) {
        return AccessPolicy.calibrated(profile, recordBytes)
                .decide(Intent.APPEND, hints, disk)
                .mode();
    }

    @Test
    void theFastestModeAtTheRecordSizeIsTaken() {
        WriteProfile profile = profile(
                durable(RangeMode.DIRECT, 64, 100_000),
                durable(RangeMode.DIRECT, 65_536, 150_000),
                durable(RangeMode.MAPPED, 64, 50_000),
                durable(RangeMode.MAPPED, 65_536, 900_000));

        assertThat(tail(profile, 64, Set.of())).isEqualTo(RangeMode.MAPPED);
        assertThat(tail(profile, 1024, Set.of())).isEqualTo(RangeMode.MAPPED);
        assertThat(tail(profile, 32_768, Set.of())).isEqualTo(RangeMode.DIRECT);
        assertThat(tail(profile, 1 << 20, Set.of())).isEqualTo(RangeMode.DIRECT);
        assertThat(AccessPolicy.calibrated(profile, 64)
                        .decide(Intent.APPEND, Set.of(), disk)
                        .reason())
                .contains("2026-01-01T12:00:00Z", "50.00 us in MAPPED", "100.00 us in DIRECT");
    }

    @Test
    void aLittleFasterIsNoReason() {
        assertThat(tail(profile(durable(RangeMode.DIRECT, 64, 100), durable(RangeMode.BUFFERED, 64, 95)), 64, Set.of()))
                .isEqualTo(RangeMode.DIRECT);
    }

    @Test
    void aModeThatIsNotAvailableIsNotTakenHoweverFast() {
        assertThat(tail(
                        profile(durable(RangeMode.DIRECT, 64, 100), durable(RangeMode.DAX_MAPPED, 64, 1)),
                        64,
                        Set.of()))
                .isEqualTo(RangeMode.DIRECT);
    }

    @Test
    void whatNeedNotBeDurableIsChosenByUnforcedAppends() {
        WriteProfile profile = profile(
                durable(RangeMode.DIRECT, 64, 1),
                durable(RangeMode.MAPPED, 64, 900),
                unforced(RangeMode.MAPPED, 64, 50),
                unforced(RangeMode.BUFFERED, 64, 20));

        assertThat(tail(profile, 64, VOLATILE)).isEqualTo(RangeMode.BUFFERED);
        assertThat(tail(profile, 64, Set.of())).isEqualTo(RangeMode.DIRECT);
    }

    @Test
    void aDirectTailIsNoChoiceWithoutForces() {
        assertThatThrownBy(() -> unforced(RangeMode.DIRECT, 64, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DIRECT");
    }

    @Test
    void aProfileOfAnotherDeviceSaysSoAndChangesNothing() {
        WriteProfile elsewhere = new WriteProfile(
                "/data", "99:1", NOON, List.of(durable(RangeMode.DIRECT, 64, 100), durable(RangeMode.MAPPED, 64, 1)));

        Decision decision = AccessPolicy.calibrated(elsewhere, 64).decide(Intent.APPEND, Set.of(), disk);

        assertThat(decision.mode()).isEqualTo(RangeMode.DIRECT);
        assertThat(decision.reason()).contains("99:1", disk.device());
    }

    @Test
    void whatTheProfileLacksStaysWithTheStandardPolicy() {
        assertThat(tail(profile(durable(RangeMode.MAPPED, 64, 1)), 64, Set.of()))
                .isEqualTo(RangeMode.DIRECT);
        assertThat(tail(profile(durable(RangeMode.MAPPED, 64, 1)), 64, VOLATILE))
                .isEqualTo(RangeMode.MAPPED);
    }

    @Test
    void sealedRangesAreReadAsEver() {
        WriteProfile profile = profile(durable(RangeMode.DIRECT, 64, 100), durable(RangeMode.MAPPED, 64, 1));
        assertThat(AccessPolicy.calibrated(profile, 64).decide(Intent.READ_SEALED, Set.of(), disk))
                .isEqualTo(AccessPolicy.standard().decide(Intent.READ_SEALED, Set.of(), disk));
    }

    @Test
    void aStoredProfileIsReadBackAsItWas() throws IOException {
        WriteProfile profile = new WriteProfile(
                "/data/a=b \\ c",
                disk.device(),
                NOON,
                List.of(durable(RangeMode.DIRECT, 64, 100.5), unforced(RangeMode.MAPPED, 1024, 7.3)));
        Path file = directory.resolve("profile");
        profile.store(file);
        assertThat(WriteProfile.load(file)).isEqualTo(profile);
    }

    @Test
    void aProfileTakesThePlaceOfTheOneBeforeAsAWhole() throws IOException {
        WriteProfile before = new WriteProfile("/", "1:2", NOON, List.of(durable(RangeMode.DIRECT, 64, 100.5)));
        WriteProfile after = new WriteProfile("/", "1:2", NOON, List.of(durable(RangeMode.DIRECT, 64, 7)));
        Path file = directory.resolve("profile");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        before.store(file);
        after.store(link);
        assertThat(WriteProfile.load(file)).isEqualTo(after);
        assertThat(link).isSymbolicLink();

        Path inTheWay = Files.createDirectory(directory.resolve("directory"));
        Files.createFile(inTheWay.resolve("part"));
        assertThatThrownBy(() -> after.store(inTheWay)).isInstanceOf(IOException.class);
        try (Stream<Path> names = Files.list(directory)) {
            assertThat(names).as("nothing half written").containsExactlyInAnyOrder(file, link, inTheWay);
        }
    }

    @Test
    void aFileThatIsNoProfileIsRefusedByName() throws IOException {
        Path file = directory.resolve("profile");
        for (String text : List.of(
                "",
                "place=/\ndevice=1:2\nmeasured=yesterday\nDURABLE.DIRECT.64=1\n",
                "place=/\ndevice=1:2\nmeasured=" + NOON + "\n",
                "place=/\ndevice=1:2\nmeasured=" + NOON + "\nDURABLE.SPEEDY.64=1\n",
                "place=/\ndevice=1:2\nmeasured=" + NOON + "\nDURABLE.DIRECT.64=-1\n",
                "place=\\u12\n")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> WriteProfile.load(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " is not a profile of writes: ");
        }
    }
}
