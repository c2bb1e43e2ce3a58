package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Function;

/** The bytes at a place, whatever they are; for recovery, before anything is known about them. */
public final class PlaceBytes implements SegmentReader, Closeable {
    private final NativeFile file;
    private final SegmentPlace place;
    private final long lengthBytes;

    private PlaceBytes(NativeFile file, SegmentPlace place) throws IOException {
        this.file = file;
        this.place = place;
        this.lengthBytes = Math.max(0, Math.min(SegmentHeader.MAX_SEGMENT_BYTES, file.size() - place.offset()));
    }

    /** Opens a place. */
    public static PlaceBytes open(SegmentPlace place, OpenRequest request) throws IOException {
        NativeFile file = NativeFile.open(Posix.system(), place.path(), request);
        try {
            return new PlaceBytes(file, place);
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** How many bytes there are up to the end of the file, at most the longest segment's. */
    public long lengthBytes() {
        return lengthBytes;
    }

    /** What the first bytes turn out to be. */
    public HeaderCheck header() throws IOException {
        return lengthBytes < SegmentHeader.BYTES ? new HeaderCheck.NeverWritten() : withHeader(HeaderCodec::decode);
    }

    /** Whether the first bytes are what a power cut may leave of this segment's header. */
    public boolean isHeaderTorn(UUID fileId, long segmentNumber, long segmentBytes) throws IOException {
        return withHeader(bytes -> HeaderCodec.isTorn(bytes, fileId, segmentNumber, segmentBytes));
    }

    private <T> T withHeader(Function<ByteBuffer, T> question) throws IOException {
        ByteBuf bytes = Unpooled.directBuffer(SegmentHeader.BYTES, SegmentHeader.BYTES);
        try {
            read(0, bytes, 0, SegmentHeader.BYTES);
            return question.apply(bytes.nioBuffer(0, SegmentHeader.BYTES));
        } finally {
            bytes.release();
        }
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        file.readFully(target.memoryAddress() + targetIndex, length, place.offset() + offset);
    }

    /** Makes all of the file durable: what survived the death of a process may be in memory only. */
    public void force() throws IOException {
        file.forceData();
    }

    /** Forgets what the page cache holds of the place, so that it is read from the medium. */
    public void drop() throws IOException {
        PageCache.drop(file, place.offset(), lengthBytes);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
