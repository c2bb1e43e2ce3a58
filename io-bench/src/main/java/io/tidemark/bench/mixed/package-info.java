/**
 * A log under mixed load: durable appends and hot reads at fixed rates, with and without threads that scan cold data
 * beside them. What is measured is how long an operation took from the moment at which it was due, so an operation that
 * waits for a slow one before it counts as slow, too. Start with {@link io.tidemark.bench.mixed.MixedLoad}.
 */
package io.tidemark.bench.mixed;
