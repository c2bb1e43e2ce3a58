package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.MediaErrorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a medium still gives back. Where it fails, the bytes are read again in pieces, and a piece that fails by
 * itself is taken for zeros and remembered. Any other error stays one. One thread at a time.
 */
final class PiecewiseReader implements SegmentReader {
    /** A page, which is the least that a kernel usually asks a disk for. */
    private static final int PIECE_BYTES = 4096;

    private final SegmentReader reader;

    /** Why the piece at an offset can't be read. */
    private final TreeMap<Long, String> failed = new TreeMap<>();

    PiecewiseReader(SegmentReader reader) {
        this.reader = reader;
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        try {
            reader.read(offset, target, targetIndex, length);
        } catch (MediaErrorException e) {
            readPieces(offset, target, targetIndex, length);
        }
    }

    private void readPieces(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        long end = offset + length;
        for (long at = offset; at < end; ) {
            long piece = at & -PIECE_BYTES;
            int index = targetIndex + (int) (at - offset);
            int bytes = (int) (Math.min(piece + PIECE_BYTES, end) - at);
            try {
                reader.read(at, target, index, bytes);
            } catch (MediaErrorException e) {
                target.setZero(index, bytes);
                failed.put(piece, Errno.describe(e.errno()));
            }
            at += bytes;
        }
    }

    /** What failed so far: pieces that follow one another as one, ascending. */
    List<MediaError> mediaErrors() {
        List<MediaError> errors = new ArrayList<>();
        for (Map.Entry<Long, String> piece : failed.entrySet()) {
            long from = piece.getKey();
            int last = errors.size() - 1;
            if (last >= 0 && errors.get(last).endOffset() == from) {
                MediaError before = errors.remove(last);
                errors.add(new MediaError(before.offset(), from + PIECE_BYTES, before.why()));
            } else {
                errors.add(new MediaError(from, from + PIECE_BYTES, piece.getValue()));
            }
        }
        return errors;
    }
}
