package io.tidemark.log.format;

/**
 * What is left of a segment header of which some words are zero.
 *
 * @param segmentNumber 0 if it is missing, and other words are, too, so that nothing tells it
 * @param baseSequence 0 if it is missing
 */
public record TornHeader(long segmentNumber, long baseSequence) {}
