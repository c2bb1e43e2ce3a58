/**
 * What a file does all day, beside the barest way to do the same: reads of sealed ranges, durable and mapped appends,
 * the seal, the look-up among many ranges. Start with {@link io.tidemark.bench.foundation.Foundation}, the command, and
 * {@link io.tidemark.bench.foundation.Work}, the list.
 */
package io.tidemark.bench.foundation;
