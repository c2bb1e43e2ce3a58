/**
 * What a file and a log do all day, beside the barest way to do the same: reads, durable, mapped and unforced appends, group
 * commit, scans, the seal, the look-up among many ranges. Start with {@link io.tidemark.bench.foundation.Foundation}, the command, and
 * {@link io.tidemark.bench.foundation.Work}, the list.
 */
package io.tidemark.bench.foundation;
