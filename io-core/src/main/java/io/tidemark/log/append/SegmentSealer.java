package io.tidemark.log.append;

import io.tidemark.background.Background;
import io.tidemark.file.HybridFile;
import io.tidemark.log.commit.LogFailure;
import io.tidemark.log.format.Footer;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Seals complete segments in the background: hands them over to the page cache, and their readers to a file that only reads. */
public final class SegmentSealer {
    private static final System.Logger LOG = System.getLogger("io.tidemark.log.HybridLog");

    private final Background background;
    private final Background aftermath;
    private final LogFailure failure;
    private final AtomicLong writtenBytes = new AtomicLong();

    /**
     * For one log.
     *
     * @param aftermath runs what follows a seal: somebody else's code may be behind it, and may wait for appends
     */
    public SegmentSealer(Background background, Background aftermath, LogFailure failure) {
        this.background = background;
        this.aftermath = aftermath;
        this.failure = failure;
    }

    /** Seals a segment soon, and then runs {@code sealed}; it is durable, and nobody writes it any more. */
    void seal(ActiveSegment complete, Runnable sealed) {
        background.execute(() -> {
            try {
                sealNow(complete);
            } catch (IOException | RuntimeException | Error e) {
                failure.set(e);
                return;
            }
            aftermath.execute(sealed);
        });
    }

    /** Waits for what is under way, and for what follows it. */
    void await() {
        background.drain();
        aftermath.drain();
    }

    /** Bytes that went to the medium for segments that are sealed. */
    long writtenBytes() {
        return writtenBytes.get();
    }

    private void sealNow(ActiveSegment complete) throws IOException {
        HybridFile file = complete.file();
        Segment segment = complete.segment();
        long end = file.endOffset();
        try {
            file.seal(end);
        } catch (ShortageException | OutOfMemoryError e) {
            // There is no space for what fills it up; the rest is read as it lies.
            file.seal(end & -file.borderBytes());
        }
        int footerLength = Footer.lengthBytes(segment.index().entryCount());
        writtenBytes.addAndGet(file.statistics().writtenBytes());
        FooterPlace footer = new FooterPlace(end - RecordLayout.recordBytes(footerLength), footerLength);
        hand(segment, new SegmentEnd.Sealed(footer, file.endOffset()));
    }

    /** All of it is durable and sealed by now: what its appender's file can't give back is lost to nobody else. */
    private static void hand(Segment segment, SegmentEnd.Sealed end) {
        try {
            segment.endsAt(end);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, segment.place() + ": sealed, but its file was not closed cleanly", e);
        }
    }
}
