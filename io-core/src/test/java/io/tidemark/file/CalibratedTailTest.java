package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Intent;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile changes the mode of a real tail, where it is given, and nowhere else. */
class CalibratedTailTest {
    @TempDir
    private Path directory;

    @Test
    void theTailGetsTheModeThatTheProfileShowsToBeFast() throws IOException {
        Capabilities place = Capabilities.probe(directory);
        RangeMode standard =
                AccessPolicy.standard().decide(Intent.APPEND, Set.of(), place).mode();
        RangeMode fast = standard == RangeMode.BUFFERED ? RangeMode.MAPPED : RangeMode.BUFFERED;
        WriteProfile profile = new WriteProfile(
                directory.toString(),
                place.device(),
                Instant.EPOCH,
                List.of(new Entry(standard, Promise.DURABLE, 64, 1000), new Entry(fast, Promise.DURABLE, 64, 10)));

        assertThat(tail("asked", AccessPolicy.calibrated(profile, 64))).satisfies(range -> {
            assertThat(range.mode()).isEqualTo(fast);
            assertThat(range.reason()).startsWith("by the profile of 1970-01-01T00:00:00Z");
        });
        assertThat(tail("unasked", AccessPolicy.standard()).mode()).isEqualTo(standard);
    }

    private Range tail(String name, AccessPolicy policy) throws IOException {
        try (HybridFile file = HybridFile.open(
                directory.resolve(name),
                HybridFileOptions.builder()
                        .policy(policy)
                        .sealing(Sealing.ON_REQUEST)
                        .build())) {
            file.append(Unpooled.wrappedBuffer(new byte[64]));
            file.force();
            List<Range> ranges = file.ranges();
            return ranges.get(ranges.size() - 1);
        }
    }
}
