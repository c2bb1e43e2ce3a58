package io.tidemark.bench.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.bench.foundation.Pattern;
import io.tidemark.bench.harness.Sweep;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.write.WriteWay.Writes;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WritePathsTest {
    private static final int FILE_BYTES = 1 << 20;
    private static final int RECORD_BYTES = 4096;
    private static final int WRITES = 40;

    @TempDir
    Path directory;

    private Capabilities place;

    @BeforeEach
    void probe() throws IOException {
        place = Capabilities.probe(directory);
        Needs.that(
                place.unavailabilityCause(RangeMode.DIRECT).isEmpty(), "a disk is needed to write past the page cache");
    }

    @Test
    void everyWayRunsInEverySpaceItFitsAndLeavesNothingBehind() throws IOException {
        List<WriteWay> ways = Arrays.stream(WriteWay.values())
                .filter(way -> way.unavailabilityCause(place).isEmpty())
                .toList();
        List<Measurement> measurements = new WritePaths("write path", directory, ways, Sweep.tiny()).run(percent -> {});

        int sizes = Sweep.tiny().sizes().size();
        for (Space space : Space.values()) {
            long expected = sizes * ways.stream().filter(way -> way.fits(space)).count();
            assertThat(measurements)
                    .filteredOn(one -> one.workload().startsWith(space.text()))
                    .hasSize((int) expected);
        }
        assertThat(measurements).allSatisfy(one -> assertThat(one.nanos()).hasSize(1));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aWayThatIsNotPossibleFailsTheRunByName() {
        WriteWay missing = Arrays.stream(WriteWay.values())
                .filter(way -> way.unavailabilityCause(place).isPresent())
                .findFirst()
                .orElse(null);
        assumeTrue(missing != null, "everything is possible here");
        assertThatThrownBy(() ->
                        new WritePaths("write path", directory, List.of(missing), Sweep.tiny()).run(percent -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--without " + missing);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aDiskLacksNoWayButThoseThatNeedPersistentMemory() {
        List<WriteWay> missing = Arrays.stream(WriteWay.values())
                .filter(way -> way.unavailabilityCause(place).isPresent())
                .toList();
        List<WriteWay> others = missing.stream().filter(way -> !way.needsDax()).toList();
        Needs.that(others.isEmpty(), "a disk and its kernel lack " + others);
        assertThat(missing).hasSizeLessThanOrEqualTo(3);
    }

    /** A benchmark that writes nothing is fast. */
    @ParameterizedTest
    @EnumSource
    void recordsLieBehindEachOtherInTheFile(WriteWay way) throws IOException {
        String cause = way.unavailabilityCause(place).orElse(null);
        assumeTrue(cause == null, () -> way + ": " + cause);
        for (Space space : new Space[] {Space.WRITTEN, Space.GROWING}) {
            try (Writes writes = way.open(directory, place, space, RECORD_BYTES, FILE_BYTES)) {
                writes.before(WRITES);
                writes.run(WRITES - 1);
                writes.write();
                ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(writes.path()));
                for (int i = 0; i < WRITES; i++) {
                    assertThat(file.getLong(i * RECORD_BYTES)).isEqualTo(Pattern.at(0));
                    assertThat(file.getLong(i * RECORD_BYTES + RECORD_BYTES - 8))
                            .isEqualTo(Pattern.at(RECORD_BYTES - 8));
                }
                if (file.capacity() > WRITES * RECORD_BYTES) {
                    assertThat(file.getLong(WRITES * RECORD_BYTES)).isZero();
                }
            }
        }
    }

    @Test
    void updatesGoToRandomPlacesOfTheFile() {
        Places places = new Places(Space.IN_PLACE, 64, FILE_BYTES);
        List<Long> distinct =
                LongStream.generate(places::next).limit(1000).distinct().boxed().toList();
        assertThat(distinct).hasSizeGreaterThan(900).allMatch(at -> at >= 0 && at < FILE_BYTES && at % 64 == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 4096, 65536, FILE_BYTES})
    void updatesOfColdPagesComeToNoPageTwice(int recordBytes) {
        Places places = Places.ofColdPages(Space.IN_PLACE, recordBytes, FILE_BYTES);
        int pageBytes = Math.max(recordBytes, 4096);
        for (int round = 0; round < 2; round++) {
            assertThat(places.left()).isEqualTo(places.all()).isEqualTo(FILE_BYTES / pageBytes);
            List<Long> all = LongStream.generate(places::next)
                    .limit(places.all())
                    .boxed()
                    .toList();
            assertThat(places.left()).isZero();
            assertThat(all).allMatch(at -> at >= 0 && at + recordBytes <= FILE_BYTES && at % recordBytes == 0);
            assertThat(all.stream().map(at -> at / pageBytes)).doesNotHaveDuplicates();
            places.rewind();
        }
    }

    @Test
    void aTurnOfUpdatesOfColdPagesHasNoMoreStoresThanThereArePages() throws IOException {
        try (Writes writes = WriteWay.STORE_COLD.open(directory, place, Space.IN_PLACE, 64, FILE_BYTES)) {
            int pages = FILE_BYTES / 4096;
            assertThat(writes.maxOperations()).isEqualTo(pages);
            writes.before(pages);
            writes.run(pages);
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(writes.path()));
            for (int page = 0; page < pages; page++) {
                int stored = 0;
                for (int at = 0; at < 4096; at += 64) {
                    stored += file.getLong(page * 4096 + at) == Pattern.at(0) ? 1 : 0;
                }
                assertThat(stored).as("records in page %d", page).isOne();
            }
        }
    }
}
