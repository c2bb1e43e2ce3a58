package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of segments with one number verify and salvage take the same one. */
@Tag("no-disk")
class TwinSegmentTest extends CopiedLog {
    /** Several others, so that one of them is found before it, in whatever order a directory tells its files. */
    @Test
    void ofCopiesTheOneThatLiesWhereItsNameSaysCounts() throws IOException {
        LogImage image = closedLog(Layout.DIRECTORY);
        LogImage.Found named = image.segments().get(1);
        byte[] damaged = image.read(named.place(), 0, MIB);
        Entry record = records(named).get(100);
        damaged[(int) record.offset() + 8] ^= 1;
        for (int number = 90; number < 98; number++) {
            Path other = named.place().path().resolveSibling("00000000000000000" + number + ".segment");
            Files.write(other, damaged);
        }

        Verification verification = Verification.of(copy, bytes -> {});
        assertThat(verification.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.description()).contains("twice"));
        assertThat(verification.records()).isEqualTo(verification.lastSequence() + 1);

        LogOptions options = options(Layout.DIRECTORY).build();
        Salvage salvage = Salvage.run(copy, place.directory().resolve("rescued"), options, bytes -> {});
        assertThat(salvage.records()).isEqualTo(verification.records());
        assertThat(salvage.lost()).isEmpty();
        assertThat(salvage.doubts())
                .as("what such a name had stood for")
                .hasSize(8)
                .allSatisfy(doubt -> assertThat(doubt.reason()).isEqualTo(Salvage.Reason.UNKNOWN_SEGMENT));
    }
}
