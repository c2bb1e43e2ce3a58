package io.tidemark.log.format;

/** What the first 128 bytes of a slot turned out to be. */
public sealed interface HeaderCheck {
    /** An intact header. */
    record Valid(SegmentHeader header) implements HeaderCheck {}

    /** Zeros: no segment was ever begun here. */
    record NeverWritten() implements HeaderCheck {}

    /** Doesn't begin with the magic: something else, or damage in the first eight bytes. */
    record NoSegment() implements HeaderCheck {}

    /** A segment of a format that this code doesn't know; nothing else in it was looked at. */
    record UnknownVersion(int version) implements HeaderCheck {}

    /**
     * A header that is not what was written.
     *
     * @param reason for messages
     */
    record Damaged(String reason) implements HeaderCheck {}
}
