package io.tidemark.log.append;

/**
 * A segment that nothing is appended to any more, and that is not known to be durable yet.
 *
 * @param active as it was appended to
 * @param appendedBytes to the log when it was complete, with its own
 */
record CompleteSegment(ActiveSegment active, long appendedBytes) {}
