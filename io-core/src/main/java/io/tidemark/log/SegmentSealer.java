package io.tidemark.log;

import io.tidemark.file.HybridFile;
import io.tidemark.log.commit.FailureState;
import io.tidemark.log.format.Footer;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentEnd;
import io.tidemark.nativeio.DiskFullException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Seals complete segments in the background: hands them over to the page cache, and their readers to a file that only reads. */
final class SegmentSealer {
    private final LogBackground background;
    private final FailureState failure;
    private final Consumer<Segment> sealed;
    private final AtomicLong writtenBytes = new AtomicLong();

    /** @param sealed hears of each segment that was */
    SegmentSealer(LogBackground background, FailureState failure, Consumer<Segment> sealed) {
        this.background = background;
        this.failure = failure;
        this.sealed = sealed;
    }

    /** Seals a segment soon; it is durable, and nobody writes it any more. */
    void seal(ActiveSegment complete) {
        background.execute(() -> {
            try {
                sealNow(complete);
            } catch (IOException | RuntimeException | Error e) {
                failure.set(e);
                return;
            }
            sealed.accept(complete.segment());
        });
    }

    /** Waits for what is under way. */
    void await() {
        background.drain();
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
        } catch (DiskFullException e) {
            file.seal(
                    end & -file.borderBytes()); // There is no space for what fills it up; the rest is read as it lies.
        }
        int footerLength = Footer.lengthBytes(segment.index().entryCount());
        writtenBytes.addAndGet(file.statistics().writtenBytes());
        segment.endsAt(new SegmentEnd.Sealed(
                end - RecordLayout.recordBytes(footerLength), footerLength, end, file.endOffset()));
    }
}
