package io.tidemark.file;

import java.util.Objects;

/**
 * The answer of a {@link HybridFile#force}: what is durable, and by what.
 *
 * @param durableOffset every byte that was written below this offset before the call is durable
 * @param mechanism what the guarantee rests on; where several open ranges were written since the last force, that of one of
 *     them
 */
public record DurabilityReceipt(long durableOffset, DurabilityMechanism mechanism) {
    public DurabilityReceipt {
        Objects.requireNonNull(mechanism, "mechanism");
    }
}
