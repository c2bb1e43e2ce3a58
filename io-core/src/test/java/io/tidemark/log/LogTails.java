package io.tidemark.log;

import io.tidemark.file.TailModes;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every layout of a log with each mode that its tail can have at hand. */
final class LogTails {
    /** For {@code @MethodSource}. */
    static final String AT_HAND = "io.tidemark.log.LogTails#atHand";

    private LogTails() {}

    static Stream<Arguments> atHand() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            for (RangeMode mode : TailModes.atHand()) {
                all.add(Arguments.of(layout, mode));
            }
        }
        return all.stream();
    }
}
