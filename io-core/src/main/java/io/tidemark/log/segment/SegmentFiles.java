package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidemark.file.DamagedStateException;
import io.tidemark.file.EndMarking;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.Locking;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Sealing;
import io.tidemark.file.StoredRange;
import io.tidemark.file.TailScanner;
import io.tidemark.log.Layout;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Intent;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.Modes;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.LongFunction;

/** Opens the file behind a segment: to append, or to read what is sealed. Immutable. */
public final class SegmentFiles {
    /** The pages of a longer view are not known to be readable, and whoever checksums one that isn't ends the process. */
    private static final int MOST_VIEWED_BYTES = 1 << 20;

    private final Environment environment;
    private final HybridFileOptions base;
    private final Capabilities capabilities;
    private final UUID logId;
    private final long segmentBytes;
    private final Layout layout;
    private final Views views;

    /**
     * For the segments of one log.
     *
     * @param environment how to reach them
     * @param base modes, hints, allocator and sizes
     * @param capabilities of the directory of the segments
     */
    public SegmentFiles(
            Environment environment,
            HybridFileOptions base,
            Capabilities capabilities,
            UUID logId,
            long segmentBytes,
            Layout layout,
            Views views) {
        this.environment = environment;
        this.base = base;
        this.capabilities = capabilities;
        this.logId = logId;
        this.segmentBytes = segmentBytes;
        this.layout = layout;
        this.views = views;
    }

    /** Modes, hints, allocator and sizes. */
    public HybridFileOptions base() {
        return base;
    }

    /** The log's own, which its segments have in their headers. */
    public UUID logId() {
        return logId;
    }

    /** Size of every segment in bytes. */
    public long segmentBytes() {
        return segmentBytes;
    }

    /** For a new segment; nothing is in it. A slot's file is there; were it moved just now, none is made. */
    public HybridFile create(SegmentPlace place) throws IOException {
        OpenMode mode = layout == Layout.SINGLE_FILE ? OpenMode.OPEN_EXISTING : OpenMode.CREATE_OR_OPEN;
        return open(place, mode, VolatileState.empty());
    }

    /** To go on appending at {@code endOffset}; what is below is durable. */
    public HybridFile openTail(SegmentPlace place, long endOffset) throws IOException {
        return open(place, OpenMode.OPEN_EXISTING, state(endOffset, List.of()));
    }

    /** To read a segment that is complete, or that somebody else appends to. */
    public HybridFile openToRead(SegmentPlace place, SegmentEnd end) throws IOException {
        if (end instanceof SegmentEnd.Sealed sealed) {
            return openSealed(place, sealed);
        }
        return openFollowed(place, (SegmentEnd.Followed) end);
    }

    private HybridFile openFollowed(SegmentPlace place, SegmentEnd.Followed end) throws IOException {
        long fileBytes = Math.min(end.fileBytes(), PlaceBytes.lengthBytesAt(environment.posix(), place));
        return openAsLongAsItIs(place, fileBytes, bytes -> state(bytes, List.of()));
    }

    /** A writer who closes cuts off what he had prepared, perhaps just now. */
    private HybridFile openAsLongAsItIs(SegmentPlace place, long knownBytes, LongFunction<VolatileState> state)
            throws IOException {
        long fileBytes = knownBytes;
        while (true) {
            try {
                return open(place, OpenMode.READ_ONLY, state.apply(fileBytes));
            } catch (DamagedStateException e) {
                long now = PlaceBytes.lengthBytesAt(environment.posix(), place);
                if (now >= fileBytes) {
                    throw e;
                }
                fileBytes = now;
            }
        }
    }

    private HybridFile openSealed(SegmentPlace place, SegmentEnd.Sealed end) throws IOException {
        Decision decision = Modes.resolve(preferred(), Intent.READ_SEALED, base.hints(), capabilities, base.policy());
        return openAsLongAsItIs(place, end.fileBytes(), bytes -> sealedState(end.endOffset(), bytes, decision.mode()));
    }

    /** Where the file ends within the last border, which was never filled up, what is left of it is read as it lies. */
    private VolatileState sealedState(long endOffset, long fileBytes, RangeMode mode) {
        long border = base.borderBytes();
        long filledUp = (endOffset + border - 1) & -border;
        long sealed = filledUp <= fileBytes ? filledUp : endOffset & -border;
        List<StoredRange> ranges = sealed == 0 ? List.of() : List.of(new StoredRange(0, sealed, mode));
        return state(Math.max(sealed, endOffset), ranges);
    }

    /** A requirement was checked when the log was opened; later it is no reason to leave records unread. */
    private ModeChoice preferred() {
        return base.sealed() instanceof ModeChoice.Required required
                ? ModeChoice.prefer(required.mode())
                : base.sealed();
    }

    /** Bytes of a segment that one of these files reads: a view if there is one to rely on, else a copy; the caller's. */
    ByteBuf read(HybridFile file, long offset, int length) throws IOException {
        return views == Views.GIVEN && length <= MOST_VIEWED_BYTES
                ? file.readAt(offset, length)
                : copy(file, offset, length);
    }

    private ByteBuf copy(HybridFile file, long offset, int length) throws IOException {
        ByteBuf copy = base.allocator().orElse(ByteBufAllocator.DEFAULT).directBuffer(length, length);
        try {
            file.readAt(offset, copy, length);
            return copy;
        } catch (IOException | RuntimeException | Error e) {
            copy.release();
            throw e;
        }
    }

    private VolatileState state(long endOffset, List<StoredRange> ranges) {
        return VolatileState.of(logId, base.borderBytes(), endOffset, ranges);
    }

    private HybridFile open(SegmentPlace place, OpenMode mode, VolatileState state) throws IOException {
        HybridFileOptions.Builder options = base.toBuilder()
                .openMode(mode)
                .sealed(preferred())
                .capabilities(capabilities)
                .sealing(Sealing.CONTINUOUS)
                .locking(Locking.NONE)
                .maxFileBytes(segmentBytes)
                .tailScanner(new KnownEnd())
                .stateStore(state);
        if (layout == Layout.SINGLE_FILE) {
            options.region(place.offset(), segmentBytes);
        }
        return environment.opener().open(place.path(), options.build());
    }

    /** The end was found before the file was opened, and the records show it; no byte has to mark it. */
    private static final class KnownEnd implements TailScanner {
        @Override
        public long findEnd(TailReader tail, long from, long limit) {
            return from;
        }

        @Override
        public EndMarking endMarking() {
            return EndMarking.UNMARKED;
        }
    }
}
