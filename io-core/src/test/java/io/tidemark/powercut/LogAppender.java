package io.tidemark.powercut;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.SegmentInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Appends in every way, seals and discards at random, and tells what is acknowledged. */
final class LogAppender {
    /** From so many on the oldest ones are discarded. */
    static final int MOST_SEGMENTS = 4;

    private static final Durability GROUP = Durability.group(Duration.ofMillis(1), 64 << 10);

    private final HybridLog log;
    private final Teller teller;
    private final Watermark durable;
    private final Watermark sealed;
    private final Random random;
    private final int round;

    LogAppender(HybridLog log, Teller teller, Watermark sealed, Random random, int round) {
        this.log = log;
        this.teller = teller;
        this.durable = new Watermark(teller, Teller.DURABLE);
        this.sealed = sealed;
        this.random = random;
        this.round = round;
    }

    /** Some records, appended and acknowledged in one of the ways, and now and then what else a log can do. */
    void step() throws IOException {
        switch (random.nextInt(5)) {
            case 0 -> acknowledged(log.append(record(next()), Durability.each()));
            case 1 -> acknowledged(log.append(record(next()), GROUP));
            case 2 -> acknowledged(log.append(records(), Durability.each()));
            case 3 -> {
                for (ByteBuf record : records()) {
                    log.appendAsync(record).thenAccept(this::acknowledged);
                }
            }
            default -> {
                log.append(records(), Durability.onDemand());
                acknowledged(log.force().durableSequence());
            }
        }
        switch (random.nextInt(20)) {
            case 0 -> sealTail();
            case 1, 2, 3 -> discardOld();
            default -> {}
        }
    }

    private long next() {
        return log.lastSequence() + 1;
    }

    private void acknowledged(long sequence) {
        durable.reach(sequence + 1);
    }

    private List<ByteBuf> records() {
        return LongStream.range(next(), next() + 1 + random.nextInt(8))
                .mapToObj(this::record)
                .toList();
    }

    private ByteBuf record(long sequence) {
        int length = Records.MIN_BYTES + random.nextInt(random.nextInt(10) == 0 ? 200_000 : 5_000);
        return Unpooled.wrappedBuffer(Records.encode(sequence, length, sequence, round));
    }

    private void sealTail() throws IOException {
        long end = next();
        log.sealTail();
        acknowledged(end - 1);
        sealed.reach(end);
    }

    /** All but a few segments; sometimes all that can go. */
    private void discardOld() throws IOException {
        List<SegmentInfo> segments = log.segments();
        if (segments.size() >= MOST_SEGMENTS) {
            SegmentInfo kept = segments.get(segments.size() - 1 - random.nextInt(MOST_SEGMENTS - 1));
            long before = kept.firstSequence() + random.nextInt((int) kept.recordCount() + 1);
            teller.tell(Teller.DISCARDING, before);
            log.discardBefore(before);
            teller.tell(Teller.DISCARDED, log.firstSequence());
        }
    }
}
