package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.demo.SealTime;
import org.junit.jupiter.api.Test;

/** What is said about the cost of seals must hold either way. */
class SealReportTest {
    private static final long SEALED_BYTES = 32 << 20;
    private static final SealTime TIME = new SealTime(32, 32_000, 900, 5000);

    @Test
    void fasterSealsAreComparedByTheirTotals() {
        assertThat(SealReport.verdict(TIME, SEALED_BYTES, SEALED_BYTES / 2, 48_000))
                .startsWith("In total, the copy took 3.0 times as long per MiB as the seals. ")
                .contains("Half of the seals took less than 900 ns, the longest 5.0 us.");
    }

    @Test
    void slowerSealsAreAdmitted() {
        assertThat(SealReport.verdict(TIME, SEALED_BYTES, SEALED_BYTES, 16_000))
                .startsWith(
                        "In total, the seals took 2.0 times as long per MiB as the copy: here sealing saved no time.");
    }

    @Test
    void tooFewSealsProveNothing() {
        assertThat(SealReport.verdict(TIME, (16 << 20) - 1, SEALED_BYTES, 48_000))
                .contains("too little to compare")
                .doesNotContain("times as long");
    }
}
