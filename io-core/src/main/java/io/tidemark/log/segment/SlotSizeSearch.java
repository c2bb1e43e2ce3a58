package io.tidemark.log.segment;

import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.PlaceBytes.Holes;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Searches a file of slots for the first header that can be read, which says how long they are; slots begin at multiples
 * of their size. One thread at a time.
 */
final class SlotSizeSearch {
    /** At least this much is between two slots. */
    private static final long STEP_BYTES = SegmentHeader.MIN_SEGMENT_BYTES;

    /** How much of a file that had no header at first is searched at a time; it may be large, and looked at often. */
    private static final long SEARCH_BYTES = 64 * STEP_BYTES;

    private final Posix posix;
    private final Path path;
    private final NativeFile file;
    private final Holes holes;

    /** Where the search goes on. */
    private long nextOffset;

    /** @param file at the path, open, and not this object's */
    SlotSizeSearch(Posix posix, Path path, NativeFile file, Holes holes) {
        this.posix = posix;
        this.path = path;
        this.file = file;
        this.holes = holes;
    }

    /** Looks everywhere. */
    OptionalLong run() throws IOException {
        return find(0, file.size());
    }

    /** Looks again where a writer begins, and a little further round than the last time. */
    OptionalLong goOn() throws IOException {
        long fileBytes = file.size();
        OptionalLong first = find(0, Math.min(STEP_BYTES, fileBytes));
        if (first.isPresent()) {
            return first;
        }
        long from = nextOffset < fileBytes ? nextOffset : 0;
        nextOffset = from + SEARCH_BYTES;
        return find(from, Math.min(nextOffset, fileBytes));
    }

    private OptionalLong find(long from, long to) throws IOException {
        for (long offset = behindHole(from); offset < to; offset = behindHole(offset + STEP_BYTES)) {
            HeaderCheck check = headerAt(offset);
            if (check instanceof HeaderCheck.Valid valid
                    && offset % valid.header().segmentBytes() == 0) {
                return OptionalLong.of(valid.header().segmentBytes());
            }
            if (check instanceof HeaderCheck.UnknownVersion unknown && offset == 0) {
                throw unknown.refusal(path);
            }
        }
        return OptionalLong.empty();
    }

    /** A header that begins in a hole was never written. */
    private long behindHole(long offset) throws IOException {
        if (holes == Holes.READ) {
            return offset;
        }
        long data = Math.max(offset, file.nextData(offset)); // Lower in a file that was cut meanwhile.
        return (data + STEP_BYTES - 1) & -STEP_BYTES;
    }

    /** Nothing, too, if whoever was creating the file has given up and deleted it. */
    private HeaderCheck headerAt(long offset) throws IOException {
        try (PlaceBytes bytes = PlaceBytes.open(posix, new SegmentPlace(path, offset), OpenRequest.readOnly())) {
            return bytes.header();
        } catch (NoSuchFileException e) {
            return new HeaderCheck.NeverWritten();
        }
    }
}
