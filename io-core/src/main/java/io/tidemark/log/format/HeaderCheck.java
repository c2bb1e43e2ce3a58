package io.tidemark.log.format;

import io.tidemark.log.NotALogException;
import java.nio.file.Path;

/** What the first 128 bytes of a slot turned out to be. */
public sealed interface HeaderCheck {
    /** Whether it is this very header, and can be read. */
    default boolean isOf(SegmentHeader header) {
        return this instanceof Valid valid && valid.header().equals(header);
    }

    /** Whether there is no segment here, for who knows that there is a log: zeros, of which one bit may be wrong. */
    default boolean isFree() {
        return this instanceof NeverWritten || this instanceof BitInZeros;
    }

    /**
     * A header that can be read.
     *
     * @param header as it was written
     */
    record Valid(SegmentHeader header, Flaw flaw) implements HeaderCheck {}

    /** What of a header that can be read is not as it was written. */
    enum Flaw {
        NONE,
        /** The only bit of a word that is zero: damage, or a power cut came before that word. */
        MISSING_BIT,
        /** Another bit: damage. */
        WRONG_BIT
    }

    /** Zeros: no segment was ever begun here. */
    record NeverWritten() implements HeaderCheck {}

    /** Zeros but for one bit, which is damage, or the only one that a power cut has left. */
    record BitInZeros() implements HeaderCheck {}

    /** Doesn't begin with the magic: something else, or damage in the first eight bytes. */
    record NoSegment() implements HeaderCheck {}

    /** A segment of a format that this code doesn't know, whose checksum fits; nothing else in it was looked at. */
    record UnknownVersion(int version) implements HeaderCheck {
        /** What to throw about it. */
        public NotALogException refusal(Path path) {
            return new NotALogException(
                    path.toString(),
                    "its format has version " + version
                            + ", which this version of the library doesn't know; open it with a newer one");
        }
    }

    /**
     * A header that the medium doesn't give back, to who examines it; to others that is an error.
     *
     * @param reason for messages: "can't be read: ..."
     */
    record MediaError(String reason) implements HeaderCheck {
        /** What to say of a place if no other header is intact. */
        public String refusal() {
            return "its header " + reason
                    + "; without one intact header nothing can be rescued: take it from a copy, or copy what can be read"
                    + " to another medium";
        }
    }

    /**
     * A header that is not what was written.
     *
     * @param reason for messages
     */
    record Damaged(String reason) implements HeaderCheck {
        /** What to say of a place if no other header is intact. */
        public String refusal() {
            return "it begins like a segment of a log, but its header is damaged (" + reason
                    + "), and without one intact header nothing can be rescued; take it from a copy";
        }
    }
}
