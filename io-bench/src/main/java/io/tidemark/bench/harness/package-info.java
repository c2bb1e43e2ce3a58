/**
 * Paired measurement. On a machine with neighbours the time of an operation means little, the ratio of two operations
 * measured in turns means a lot. Start with {@link io.tidemark.bench.harness.Comparison} and
 * {@link io.tidemark.bench.harness.Match}.
 */
package io.tidemark.bench.harness;
