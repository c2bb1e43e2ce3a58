package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of segments with one number verify and salvage take the same one. */
@Tag("no-disk")
class TwinSegmentTest extends CopiedLog {
    /** The copy has the name of a segment that was discarded, and so is found first. */
    @Test
    void ofCopiesTheOneThatLiesWhereItsNameSaysCounts() throws IOException {
        LogImage image = closedLog(Layout.DIRECTORY);
        LogImage.Found discarded = image.segments().get(0);
        LogImage.Found named = image.segments().get(1);
        Files.write(discarded.place().path(), image.read(named.place(), 0, MIB));
        LogImage.Found twin = new LogImage.Found(named.header(), discarded.place());
        image.flip(twin.place(), records(twin).get(100).offset() + 8);

        Verification verification = Verification.run(copy, bytes -> {});
        long first = named.header().baseSequence();
        assertThat(verification.records()).isEqualTo(verification.lastSequence() + 1 - first);

        LogOptions options = options(Layout.DIRECTORY).build();
        Salvage salvage = Salvage.run(copy, place.directory().resolve("rescued"), options, bytes -> {});
        assertThat(salvage.records()).isEqualTo(verification.records());
        assertThat(salvage.firstSequence()).isEqualTo(first);
        assertThat(salvage.lost()).isEmpty();
    }
}
