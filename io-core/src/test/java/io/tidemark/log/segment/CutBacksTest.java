package io.tidemark.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CutBacksTest {
    @Test
    void theLowestSequenceSinceThenCounts() {
        CutBacks once = CutBacks.NONE.with(5);
        CutBacks more = once.with(9).with(7);
        assertThat(once.since(CutBacks.NONE)).isEqualTo(5);
        assertThat(more.since(CutBacks.NONE)).isEqualTo(5);
        assertThat(more.since(once)).isEqualTo(7);
    }

    @Test
    void whatIsKnownAlreadyDoesNotCount() {
        CutBacks once = CutBacks.NONE.with(5);
        assertThat(once.since(once)).isEqualTo(CutBacks.NOWHERE);
        assertThat(CutBacks.NONE.since(CutBacks.NONE)).isEqualTo(CutBacks.NOWHERE);
    }
}
