package io.tidemark.peers.journal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogCursor;
import io.tidemark.log.LogOptions;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.peers.journal.Plan.Purpose;
import java.io.IOException;
import java.time.Duration;

/** This library's log, in one file whose slots have been used before. */
final class TidemarkJournal implements Journal {
    private static final Durability TOGETHER = Durability.group(Duration.ofNanos(200_000), 1 << 20);
    private static final Durability UNFORCED = Durability.onDemand();
    /** What a read wants in its target beyond the payload. */
    private static final int READ_ROOM_BYTES = 64;

    private static final long MAX_SEGMENT_BYTES = 64 << 20;
    private static final long MIN_SEGMENT_BYTES = 1 << 20;

    private final Plan plan;
    private final HybridLog log;

    TidemarkJournal(Plan plan) throws IOException {
        this.plan = plan;
        LogOptions.Builder options = LogOptions.builder().segmentBytes(segmentBytes(plan));
        if (plan.purpose() == Purpose.READS) {
            options.sealed(ModeChoice.prefer(RangeMode.CACHED_MAPPED));
        }
        log = HybridLog.open(plan.directory().resolve("tidemark.log"), options.build());
        if (plan.purpose() == Purpose.DURABLE_APPENDS || plan.purpose() == Purpose.UNFORCED_APPENDS) {
            useSlots();
        }
    }

    private static long segmentBytes(Plan plan) {
        long bytes = Long.highestOneBit(Math.max(plan.spaceBytes(), 1));
        return Math.max(MIN_SEGMENT_BYTES, Math.min(bytes, MAX_SEGMENT_BYTES));
    }

    /** Brings every slot that will be used into use once, so that its blocks are written. */
    private void useSlots() throws IOException {
        long segments = plan.spaceBytes() / segmentBytes(plan) + 2;
        try (Appender appender = appender()) {
            for (int round = 0; round < 2; round++) {
                long rolls = log.statistics().rolls();
                while (log.statistics().rolls() < rolls + segments) {
                    appender.append(100);
                }
                log.force();
                discard();
            }
        }
    }

    @Override
    public Appender appender() {
        ByteBuf record = Unpooled.wrappedBuffer(plan.direct());
        Durability durability = plan.appenders() == 1 ? Durability.each() : TOGETHER;
        return new Appender() {
            @Override
            public void appendDurably() throws IOException {
                log.append(record, durability);
            }

            @Override
            public void append(int count) throws IOException {
                for (int i = 0; i < count; i++) {
                    log.append(record, UNFORCED);
                }
            }

            @Override
            public void close() {
                record.release();
            }
        };
    }

    @Override
    public Reader reader() throws IOException {
        if (plan.purpose() == Purpose.READS) {
            log.sealTail();
        }
        ByteBuf target = Unpooled.directBuffer(plan.recordBytes() + READ_ROOM_BYTES);
        return new Reader() {
            @Override
            public void read(RandomNumbers numbers, int count) throws IOException {
                for (int i = 0; i < count; i++) {
                    log.read(numbers.next(), target.clear());
                }
            }

            @Override
            public long scan(long most) throws IOException {
                try (LogCursor cursor = log.cursor(log.firstSequence())) {
                    long count = 0;
                    while (count < most && cursor.next()) {
                        count++;
                    }
                    return count;
                }
            }

            @Override
            public void close() {
                target.release();
            }
        };
    }

    @Override
    public void discard() throws IOException {
        log.discardBefore(log.lastSequence() + 1);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
