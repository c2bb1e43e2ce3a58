package io.tidemark.cli.map;

/**
 * One row of a map: a range, or the header.
 *
 * @param offset first byte
 * @param length in bytes
 * @param part what it is
 * @param mode the name of its access mode; {@code HEADER} for the header
 * @param reason why it has this mode
 * @param pages what the page cache holds of it
 */
public record Entry(long offset, long length, Part part, String mode, String reason, Pages pages)
        implements Picture.Stretch {
    /** The offset behind the last byte. */
    @Override
    public long end() {
        return offset + length;
    }
}
