package io.tidemark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.tidemark.bench.report.BenchmarkRun;
import io.tidemark.bench.report.Measurement;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.nativeio.testing.Needs;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Plan;
import io.tidemark.peers.journal.Plan.Purpose;
import io.tidemark.peers.journal.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class PeersTest {
    @TempDir
    Path directory;

    @Test
    void theRunTellsWhatWasLeftOutAndWhy() throws IOException {
        Path json = directory.resolve("run.json");
        int status = new CommandLine(new Peers())
                .execute(
                        "--quick",
                        "--dir=" + directory,
                        "--memory-dir=" + directory,
                        "--only=FILE_CHANNEL,BOOKKEEPER",
                        "--workload=SCAN",
                        "--json=" + json);

        assertThat(status).isZero();
        BenchmarkRun run = new Gson().fromJson(Files.readString(json), BenchmarkRun.class);
        assertThat(run.measurements())
                .extracting(Measurement::contestant)
                .containsExactly("mapped scan + CRC32C", Peer.FILE_CHANNEL.label());
        assertThat(run.leftOut())
                .contains(
                        Peer.BOOKKEEPER.label() + ", scan: " + Peer.BOOKKEEPER.obstacle(Workload.SCAN),
                        Peer.KAFKA.label() + ": on request",
                        "durable append: on request");
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatCannotRunSaysHowToLeaveItOut(Peer peer) throws IOException {
        Path occupied = Files.createFile(directory.resolve("a file"));
        Plan plan = new Plan(occupied, 128, 1, Purpose.DURABLE_APPENDS, 1 << 20);

        assertThatThrownBy(() -> peer.open(plan))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(peer.label())
                .hasMessageContaining("--without " + peer.name())
                .hasCauseInstanceOf(Throwable.class);
    }

    @Test
    void everyPeerCanRunHere() {
        Needs.that(PeersHere.all().contains(Peer.ARTEMIS_ASYNCIO), "libaio is not installed");
        assertThat(PeersHere.all()).containsExactlyInAnyOrder(Peer.values());
    }

    @Test
    void aPeerThatOnlyWritesPastThePageCacheHasNoPlaceWhereThatIsNotPossible() throws IOException {
        Path place = Path.of("/proc/self");
        assertThat(Peer.ARTEMIS_ASYNCIO.obstacle(Workload.UNFORCED_APPEND, place))
                .contains("past the page cache", place.toString());
        assertThat(Peer.ARTEMIS_NIO.obstacle(Workload.UNFORCED_APPEND, place)).isNull();
        assertThat(Peer.ARTEMIS_ASYNCIO.obstacle(Workload.DURABLE_APPEND, directory))
                .isEqualTo(
                        Capabilities.probe(directory).has(Feature.DIRECT_IO)
                                ? null
                                : Peer.ARTEMIS_ASYNCIO.obstacle(Workload.UNFORCED_APPEND, directory));
    }

    @Test
    void everyHeatIsFoundByItsName() {
        assertThat(Heat.all())
                .doesNotHaveDuplicates()
                .allSatisfy(heat -> assertThat(Heat.of(heat.toString())).isEqualTo(heat));
    }
}
