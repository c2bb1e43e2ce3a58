package io.tidemark.bench.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.report.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
    @TempDir
    Path directory;

    @Test
    void aKilledLogIsOpenedByFootersAndByAScan() throws IOException {
        List<Measurement> measurements = new Recovery(directory, 1 << 20, 1).run(percent -> {});

        assertThat(measurements)
                .extracting(Measurement::contestant)
                .containsExactly("Tidemark log, footers", "mapped CRC32C pass", "Tidemark log, all records");
        assertThat(measurements)
                .allSatisfy(one -> assertThat(one.nanos()).hasSize(1).allMatch(nanos -> nanos > 0));
        assertThat(directory).isEmptyDirectory();
    }
}
