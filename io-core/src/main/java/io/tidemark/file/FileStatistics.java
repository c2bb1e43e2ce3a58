package io.tidemark.file;

/**
 * Counts since the file was opened; a snapshot that is exact when taken by the writer and close to it from elsewhere.
 *
 * @param appendedBytes bytes that callers appended
 * @param writtenBytes bytes that the tail handed to the kernel or stored for them, whole units included;
 *     {@code writtenBytes / appendedBytes} is the write amplification of the tail
 * @param preparedBytes bytes of space that were allocated ahead, and written where that pays
 * @param forces calls that waited for the medium
 * @param seals moves of the seal
 * @param sealedBytes bytes that became immutable
 * @param droppedPages stale pages that seals evicted from the page cache
 */
public record FileStatistics(
        long appendedBytes,
        long writtenBytes,
        long preparedBytes,
        long forces,
        long seals,
        long sealedBytes,
        long droppedPages) {
    /** Of a file that is open for reading only. */
    static final FileStatistics NONE = new FileStatistics(0, 0, 0, 0, 0, 0, 0);
}
