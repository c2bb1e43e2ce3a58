package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The oldest records of a log go. */
class DiscardCommandTest extends LogFixture {
    @Test
    void whatIsDiscardedIsGoneSegmentBySegment() {
        LogRuns.append(log, "0\n1\n");
        run("seal");
        LogRuns.append(log, "2\n3\n");

        assertThat(run("discard", "--before", "1").out())
                .isEqualTo("0 records discarded, the log begins with sequence 0 and not 1: the segment with sequences 0"
                        + " to 1 can only go as a whole\n");
        assertThat(run("discard", "--before", "2").out())
                .isEqualTo("2 records discarded, the log begins with sequence 2\n");
        assertThat(run("discard", "--before", "3").out())
                .isEqualTo("0 records discarded, the log begins with sequence 2 and not 3: the segment with sequences 2"
                        + " to 3 can only go as a whole\n");
        assertThat(run("discard", "--before", "4").out())
                .isEqualTo(
                        "0 records discarded, the log begins with sequence 2 and not 4: the last segment stays ('seal'"
                                + " begins a new one)\n");
        assertThat(LogRuns.cat(log).out()).isEqualTo("2\n3\n");
        assertThat(run("cat", "--from", "0").err()).contains("there is no sequence 0: the log holds 2 to 3");
        assertThat(run("discard", "--before", "9").err())
                .contains("there is no sequence 9: ")
                .hasLineCount(1);
        assertThat(run("discard", "--before", "-1").err())
                .contains("option '--before': '-1' is not a sequence; write a whole number, 0 or more");
    }
}
