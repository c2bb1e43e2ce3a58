package io.tidemark.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every workload, every size and every number of threads, once and tiny. */
class HeatTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "DURABLE_APPEND, 128, 1",
        "DURABLE_APPEND, 1024, 4",
        "DURABLE_APPEND, 4096, 16",
        "UNFORCED_APPEND, 64, 1",
        "UNFORCED_APPEND, 1024, 1",
        "RANDOM_READ, 1024, 1",
        "SCAN, 1024, 1"
    })
    void allPeersTakePartAndLeaveNothingBehind(Workload workload, int recordBytes, int threads) throws IOException {
        List<Measurement> found = run(new Heat(workload, recordBytes, threads));

        assertThat(found.stream().filter(each -> each.role() != Role.FLOOR).map(Measurement::contestant))
                .containsExactlyElementsOf(able(workload, directory));
        assertThat(found).anySatisfy(each -> assertThat(each.role()).isEqualTo(Role.FLOOR));
        assertThat(found).allSatisfy(each -> {
            assertThat(each.suite()).isEqualTo("peers");
            assertThat(each.workload()).isEqualTo(workload.label());
            assertThat(each.bytes()).isEqualTo(recordBytes);
            assertThat(each.threads()).isEqualTo(threads);
            assertThat(each.nanos()).hasSize(1).allMatch(nanos -> nanos > 0);
        });
        if (workload == Workload.DURABLE_APPEND) {
            assertThat(found).allSatisfy(HeatTest::wasDurable);
        }
    }

    @ParameterizedTest
    @CsvSource("REOPEN, 1024, 1")
    void allPeersComeBackFromAKillWithWhatTheyAcknowledged(Workload workload, int recordBytes, int threads)
            throws IOException {
        List<Measurement> found = run(new Heat(workload, recordBytes, threads));

        assertThat(found.stream().map(Measurement::contestant).distinct())
                .containsExactlyElementsOf(able(workload, directory));
        assertThat(found.stream().map(Measurement::workload).distinct())
                .containsExactly("reopen after kill -9, open", "reopen after kill -9, all records read");
    }

    private List<Measurement> run(Heat heat) throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path memory = Files.createDirectory(directory.resolve("memory"));
        List<Measurement> found = heat.run(Setting.tiny(disk, memory), PeersHere.all());
        assertThat(disk).isEmptyDirectory();
        assertThat(memory).isEmptyDirectory();
        return found;
    }

    private static List<String> able(Workload workload, Path place) throws IOException {
        List<String> able = new ArrayList<>();
        for (Peer peer : PeersHere.all()) {
            if (peer.obstacle(workload, place) == null) {
                able.add(peer.label());
            }
        }
        return able;
    }

    /** The device got the records while they were appended; others may have given it something, too. */
    private static void wasDurable(Measurement durable) {
        assertThat(durable.latencies()).isNotEmpty();
        if (durable.deviceBytes() >= 0) {
            assertThat(durable.deviceBytes())
                    .as("bytes to the device by %s", durable.contestant())
                    .isGreaterThanOrEqualTo(durable.bytes());
        }
    }
}
