package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is written to standard output, and what a failure leaves of it. */
class StandardOutputTest {
    private static final byte[] FOUR = "four".getBytes(StandardCharsets.US_ASCII);

    /** Takes a half of the first bytes, fails, and takes everything from then on. */
    private static final class FullForAMoment extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private boolean hasFailed;

        @Override
        public void write(int octet) {
            taken.write(octet);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            taken.write(bytes, offset, hasFailed ? length : length / 2);
            if (!hasFailed) {
                hasFailed = true;
                throw new IOException("Resource temporarily unavailable");
            }
        }
    }

    @Test
    void afterAFailureNothingIsWrittenTwice() {
        FullForAMoment full = new FullForAMoment();
        StandardOutput out = new StandardOutput(full);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> out.write(FOUR))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("standard output: Resource temporarily unavailable");
        }

        assertThat(full.taken.toString(StandardCharsets.US_ASCII)).isEqualTo("fo");
    }

    @Test
    void onlyABrokenPipeIsAReaderThatHasGone() {
        assertThat(LostReader.isToldBy(new IOException("Broken pipe"))).isTrue();
        assertThat(LostReader.isToldBy(new IOException("Connection reset by peer")))
                .isTrue();
        for (String other : new String[] {"Resource temporarily unavailable", "Input/output error", "", null}) {
            assertThat(LostReader.isToldBy(new IOException(other))).as(other).isFalse();
        }
    }
}
