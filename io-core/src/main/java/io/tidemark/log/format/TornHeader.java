package io.tidemark.log.format;

/**
 * What is left of a segment header of which some words are zero.
 *
 * @param segmentNumber 0 if it is missing, and other words are, too, so that nothing tells it
 * @param baseSequence 0 if it is missing
 * @param isLikeFirst whether it has the words that the header of segment 0 has, and at most one more: that may be damage
 */
public record TornHeader(long segmentNumber, long baseSequence, boolean isLikeFirst) {}
