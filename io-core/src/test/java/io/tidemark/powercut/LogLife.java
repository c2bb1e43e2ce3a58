package io.tidemark.powercut;

import io.tidemark.log.Environments;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogListener;
import io.tidemark.log.LogOptions;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.SegmentInfo;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** A log of small segments, with rolls, seals and discards; what it counts are records. */
final class LogLife implements Life {
    static final int SEGMENT_BYTES = 1 << 20;

    private final HybridLog log;
    private final LogAppender appender;

    LogLife(Posix posix, Path path, Layout layout, RangeMode mode, Teller teller, Random random, int round)
            throws IOException {
        Watermark sealed = new Watermark(teller, Teller.SEALED);
        LogOptions options = LogOptions.builder()
                .layout(layout)
                .segmentBytes(SEGMENT_BYTES)
                .tailBufferBytes(SEGMENT_BYTES / 4)
                .tail(ModeChoice.require(mode))
                .recoveryScan(random.nextBoolean() ? RecoveryScan.FOOTERS : RecoveryScan.ALL_RECORDS)
                .listener(new LogListener() {
                    @Override
                    public void onSealed(SegmentInfo segment) {
                        sealed.reach(segment.firstSequence() + segment.recordCount());
                    }
                })
                .build();
        this.log = Environments.open(posix, path, options);
        this.appender = new LogAppender(log, teller, sealed, random, round);
    }

    @Override
    public void check(Acknowledged known) throws IOException, Violation {
        LogCheck.run(log, known);
    }

    @Override
    public long begin() {
        return log.firstSequence();
    }

    @Override
    public long end() {
        return log.lastSequence() + 1;
    }

    @Override
    public void step() throws IOException {
        appender.step();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
