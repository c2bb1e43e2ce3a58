package io.tidemark.cli.demo;

/**
 * How long seals took: evicting what the page cache held too early, and publishing the new border.
 *
 * @param count seals
 * @param totalNanos all of them together
 * @param medianNanos the middle one
 * @param maxNanos the longest
 */
public record SealTime(long count, long totalNanos, long medianNanos, long maxNanos) {}
