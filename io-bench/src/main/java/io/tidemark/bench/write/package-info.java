/**
 * The bare ways to write a record, from system calls to stores, over record sizes: floors without a candidate. A
 * {@link io.tidemark.bench.write.WriteWay} is a way, a {@link io.tidemark.bench.write.Space} what it writes into,
 * {@link io.tidemark.bench.write.WritePaths} lets all that fit take turns.
 */
package io.tidemark.bench.write;
