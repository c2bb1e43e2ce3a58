package io.tidemark.log.survey;

import io.tidemark.log.segment.Located;
import java.util.Comparator;

/** Segments of one number: one was begun a second time after a crash, or a copy lies beside it. Only one of them counts. */
final class Twins {
    /** The one that was begun later, because an opening had dropped the other, or else the one that is named so, is greater. */
    static final Comparator<Located> WHICH_COUNTS = Comparator.<Located>comparingInt(
                    segment -> segment.header().incarnation())
            .thenComparing(segment -> segment.place().mayHold(segment.segmentNumber()));

    /** That of appends; of twins the one that counts comes first. */
    static final Comparator<Located> IN_ORDER =
            Comparator.comparingLong(Located::segmentNumber).thenComparing(WHICH_COUNTS.reversed());

    private Twins() {}
}
