package io.tidemark.log;

import io.tidemark.file.DurabilityMechanism;
import java.util.Objects;

/**
 * The answer of a {@link HybridLog#force}.
 *
 * @param durableSequence every record up to this one is durable; one below the first if there are none
 * @param mechanism what the guarantee rests on
 */
public record LogReceipt(long durableSequence, DurabilityMechanism mechanism) {
    public LogReceipt {
        Objects.requireNonNull(mechanism, "mechanism");
    }
}
