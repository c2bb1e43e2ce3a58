package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tail of a log becomes a complete segment. */
class SealCommandTest extends LogFixture {
    @Test
    void aSealCompletesTheTailAndAppendsGoOn() {
        LogRuns.append(log, "0\n1\n");

        assertThat(run("seal").out()).isEqualTo("sealed up to sequence 1\n");
        assertThat(run("seal").out()).isEqualTo("nothing to seal: already sealed up to sequence 1\n");
        LogRuns.append(log, "2\n");

        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n2\n");
        assertThat(segments()).hasSize(2);
        assertThat(segments().get(0).get("state").getAsString()).isEqualTo("sealed");
    }

    @Test
    void anEmptyLogHasNothingToSeal() {
        LogRuns.append(log, "");

        assertThat(run("seal").out()).isEqualTo("no records, so nothing to seal\n");
        assertThat(run("stat").out()).startsWith(log + ": no records, goes on with sequence 0, ");
    }
}
