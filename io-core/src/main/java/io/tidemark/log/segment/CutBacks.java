package io.tidemark.log.segment;

import java.util.List;
import java.util.stream.Stream;

/**
 * Each time that records were found to have been taken back: the first one's sequence. Immutable.
 *
 * @param sequences in the order in which that was found
 */
public record CutBacks(List<Long> sequences) {
    public static final CutBacks NONE = new CutBacks(List.of());

    /** Behind every sequence. */
    public static final long NOWHERE = Long.MAX_VALUE;

    /** And once more. */
    public CutBacks with(long sequence) {
        return new CutBacks(
                Stream.concat(sequences.stream(), Stream.of(sequence)).toList());
    }

    /** The lowest one that was added since {@code earlier}; {@link #NOWHERE} if none was. */
    public long since(CutBacks earlier) {
        if (sequences.size() == earlier.sequences.size()) {
            return NOWHERE;
        }
        return sequences.stream()
                .skip(earlier.sequences.size())
                .mapToLong(Long::longValue)
                .min()
                .orElse(NOWHERE);
    }
}
