package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.state.HeaderStore;
import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.format.TornHeader;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;

/** The bytes at a place, whatever they are; for recovery, before anything is known about them. */
public final class PlaceBytes implements SegmentReader, Closeable {
    private static final System.Logger LOG = System.getLogger(PlaceBytes.class.getName());

    private static final int CHUNK_BYTES = 256 << 10;

    private final Posix posix;
    private final NativeFile file;
    private final SegmentPlace place;
    private final long lengthBytes;

    /** Null unless the place is examined. */
    private final PiecewiseReader piecewise;

    private PlaceBytes(Posix posix, NativeFile file, SegmentPlace place) throws IOException {
        this.posix = posix;
        this.file = file;
        this.place = place;
        this.piecewise = place.reading() == Reading.TO_EXAMINE ? new PiecewiseReader(this::readAsItIs) : null;
        this.lengthBytes = Math.max(0, Math.min(SegmentHeader.MAX_SEGMENT_BYTES, file.size() - place.offset()));
    }

    /** Opens a place for reading. */
    public static PlaceBytes open(Posix posix, SegmentPlace place) throws IOException {
        return open(posix, place, OpenRequest.readOnly());
    }

    /**
     * Opens a place to {@link #force} and {@link #drop} what is there.
     *
     * @throws IllegalArgumentException if it isn't read {@linkplain Reading#TO_APPEND to append}
     */
    public static PlaceBytes openToSettle(Posix posix, SegmentPlace place) throws IOException {
        if (!place.reading().isUnderLock()) {
            throw new IllegalArgumentException(place + " is read by who doesn't append");
        }
        return open(posix, place, OpenRequest.readWrite());
    }

    private static PlaceBytes open(Posix posix, SegmentPlace place, OpenRequest request) throws IOException {
        NativeFile file = NativeFile.open(posix, place.path(), request);
        try {
            return new PlaceBytes(posix, file, place);
        } catch (IOException | RuntimeException | Error e) {
            Closing.after(e, file);
            throw e;
        }
    }

    /** The {@link #header()} at a place; a file that is gone is as good as an empty place. */
    public static HeaderCheck headerAt(Posix posix, SegmentPlace place) throws IOException {
        try (PlaceBytes bytes = open(posix, place)) {
            return bytes.header();
        } catch (NoSuchFileException e) {
            return new HeaderCheck.NeverWritten();
        }
    }

    /** The {@link #lengthBytes()} at a place now. */
    public static long lengthBytesAt(Posix posix, SegmentPlace place) throws IOException {
        try (PlaceBytes bytes = open(posix, place)) {
            return bytes.lengthBytes();
        }
    }

    /** How many bytes there are up to the end of the file, at most the longest segment's. */
    public long lengthBytes() {
        return lengthBytes;
    }

    /** What the first bytes turn out to be; what a file is too short for counts as zeros. */
    public HeaderCheck header() throws IOException {
        HeaderCheck check = withHeader(HeaderCodec::decode);
        Optional<MediaError> error = mediaErrorInHeader();
        return error.isPresent() ? new HeaderCheck.MediaError(error.get().description()) : check;
    }

    /** Whether the place is no log's, but the begin of a {@link io.tidemark.file.HybridFile}. */
    public boolean isBeginOfFile() throws IOException {
        return withHeader(HeaderStore::isBeginOfFile);
    }

    /** What a power cut may have left of the header of one of these segments, of a log like the one given. */
    public Optional<TornHeader> tornHeader(
            SegmentHeader like, long leastNumber, long mostNumber, LongPredicate isBaseSequence) throws IOException {
        Optional<TornHeader> torn = withHeader(bytes ->
                HeaderCodec.torn(bytes, like.logId(), leastNumber, mostNumber, like.segmentBytes(), isBaseSequence));
        return mediaErrorInHeader().isPresent() ? Optional.empty() : torn;
    }

    private Optional<MediaError> mediaErrorInHeader() {
        return mediaErrors().stream()
                .filter(error -> error.touches(0, SegmentHeader.BYTES))
                .findFirst();
    }

    /**
     * Whether this is what a power cut may leave of a log that was being created; nothing was appended to it.
     *
     * @param placeBytes up to where it is looked at: in a file of slots others follow, which are asked by themselves
     */
    public boolean isUnborn(long placeBytes) throws IOException {
        boolean isHeader = header() instanceof HeaderCheck.NeverWritten || withHeader(HeaderCodec::isFirstTorn);
        long from = SegmentHeader.BYTES + RecordLayout.HEADER_BYTES;
        return isHeader && isZero(from, Math.min(placeBytes, lengthBytes));
    }

    private boolean isZero(long from, long to) throws IOException {
        if (place.reading().passesOverHoles()) {
            file.advise(0, 0, Advice.RANDOM);
        }
        ByteBuf chunk = Unpooled.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        try {
            for (long at = behindHole(from); at < to; at = behindHole(at + CHUNK_BYTES)) {
                int length = (int) Math.min(CHUNK_BYTES, to - at);
                read(at, chunk, 0, length);
                if (chunk.setIndex(0, length).forEachByte(value -> value == 0) >= 0) {
                    return false;
                }
            }
            return true;
        } finally {
            chunk.release();
        }
    }

    private long behindHole(long offset) throws IOException {
        return place.reading().passesOverHoles() ? nextData(offset) : offset;
    }

    /** The first offset from {@code offset} on that lies in no hole, or behind the last byte of the file. */
    private long nextData(long offset) throws IOException {
        return file.nextData(place.offset() + offset) - place.offset();
    }

    private <T> T withHeader(Function<ByteBuffer, T> question) throws IOException {
        ByteBuf bytes = Unpooled.directBuffer(SegmentHeader.BYTES, SegmentHeader.BYTES);
        try {
            bytes.setZero(0, SegmentHeader.BYTES);
            readAlone(0, bytes, 0, (int) Math.min(SegmentHeader.BYTES, lengthBytes));
            return question.apply(bytes.nioBuffer(0, SegmentHeader.BYTES));
        } finally {
            bytes.release();
        }
    }

    /** For who passes over holes in so much of the place, at most, and may {@linkplain Glance#forget forget} it. */
    public Glance glance(long segmentBytes) throws IOException {
        return new Glance(file, place, this, Math.min(segmentBytes, lengthBytes), posix.getpagesize());
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        if (piecewise == null) {
            readAsItIs(offset, target, targetIndex, length);
        } else {
            piecewise.read(offset, target, targetIndex, length);
        }
    }

    /** As {@link #read}, of little that is looked at by itself. */
    public void readAlone(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        file.advise(0, 0, Advice.RANDOM); // Or a window behind it is read, whose marks start further ones.
        read(offset, target, targetIndex, length);
        file.advise(0, 0, Advice.NORMAL);
    }

    /** What the medium didn't give back of all that was read so far, ascending; an error unless the place is examined. */
    public List<MediaError> mediaErrors() {
        return piecewise == null ? List.of() : piecewise.mediaErrors();
    }

    /** Reads once more, to find all {@link #mediaErrors}. */
    public void probe(long from, long to) throws IOException {
        ByteBuf chunk = Unpooled.directBuffer(CHUNK_BYTES, CHUNK_BYTES);
        try {
            for (long at = from; at < to; at += CHUNK_BYTES) {
                read(at, chunk, 0, (int) Math.min(CHUNK_BYTES, to - at));
            }
        } finally {
            chunk.release();
        }
    }

    /** As {@link #read}, but what can't be read is an error in an examined place, too. */
    public void readAsItIs(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        file.readFully(Addresses.of(target, targetIndex), length, place.offset() + offset);
    }

    /**
     * Maps what there is of a segment, for reading.
     *
     * @throws IOException if it can't be mapped, or nothing is there
     */
    public MappedRegion map(long segmentBytes) throws IOException {
        long length = Math.min(segmentBytes, lengthBytes);
        if (length == 0) {
            throw new TruncatedFileException(place.path().toString(), place.offset(), segmentBytes, place.offset());
        }
        long page = posix.getpagesize();
        return MappedRegion.map(file, place.offset(), (length + page - 1) & -page, MappedRegion.Kind.READ_ONLY);
    }

    /** Makes all of the file durable: what survived the death of a process may be in memory only. */
    public void force() throws IOException {
        file.forceData();
    }

    /** Forgets what the page cache holds of so much of the place, so that it is read from the medium. */
    public void drop(long segmentBytes) throws IOException {
        long left = PageCache.evict(file, place.offset(), Math.min(segmentBytes, lengthBytes));
        if (left > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: {1} pages can''t be dropped from the page cache, because somebody maps or locks them; they are taken for"
                            + " what the medium holds",
                    place,
                    left);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
