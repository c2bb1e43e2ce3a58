package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.Hint;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HybridFileOptionsTest {
    private static Set<Hint> hints(Hint... hints) {
        return HybridFileOptions.builder().hints(hints).build().hints();
    }

    @Test
    void aHintThatIsGivenTwiceIsOne() {
        assertThat(hints(Hint.RANDOM_READS, Hint.RANDOM_READS)).containsExactly(Hint.RANDOM_READS);
        assertThat(hints(Hint.values())).containsExactlyInAnyOrder(Hint.values());
        assertThat(hints()).isEmpty();
    }

    @Test
    void noHintIsNull() {
        assertThatThrownBy(() -> hints(Hint.RANDOM_READS, null)).isInstanceOf(NullPointerException.class);
    }
}
