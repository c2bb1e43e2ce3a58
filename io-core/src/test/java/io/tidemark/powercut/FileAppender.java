package io.tidemark.powercut;

import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.Random;

/** Appends, forces, seals, changes modes and discards at random, and tells what is acknowledged. */
final class FileAppender {
    private static final int KEPT_SEGMENTS = 4;

    private final HybridFile file;
    private final Teller teller;
    private final Random random;
    private final int round;
    private long sequence;

    /** @param sequence of the first record */
    FileAppender(HybridFile file, Teller teller, Random random, int round, long sequence) {
        this.file = file;
        this.teller = teller;
        this.random = random;
        this.round = round;
        this.sequence = sequence;
    }

    /** A few records, a force, and now and then what else a file can do. */
    void step() throws IOException {
        for (int left = 1 + random.nextInt(6); left > 0; left--) {
            append();
        }
        teller.tell(Teller.DURABLE, file.force().durableOffset());
        long segment = file.endOffset() & -Records.SEGMENT_BYTES;
        if (segment > file.tailOffset() && random.nextInt(4) == 0) {
            file.seal(segment);
            teller.tell(Teller.SEALED, segment);
            assignSomething();
        }
        if (random.nextInt(8) == 0) {
            discardOld();
        }
    }

    private void append() throws IOException {
        int wanted = Records.MIN_BYTES + random.nextInt(random.nextInt(30) == 0 ? 100_000 : 5_000);
        long offset = file.endOffset();
        int length = Records.fit(offset, wanted);
        file.append(Unpooled.wrappedBuffer(Records.encode(offset, length, sequence++, round)));
    }

    private void assignSomething() throws IOException {
        if (random.nextBoolean()) {
            RangeMode mode = random.nextBoolean() ? RangeMode.CACHED_MAPPED : RangeMode.CACHED;
            if (file.ranges().stream().anyMatch(range -> range.mode() == mode)) {
                return;
            }
            file.assign(file.tailOffset() - Records.BORDER_BYTES, Records.BORDER_BYTES, mode);
        }
    }

    private void discardOld() throws IOException {
        long from = Math.max(FileCheck.discardedTo(file), file.dataOffset());
        long to = (file.tailOffset() & -Records.SEGMENT_BYTES) - (long) KEPT_SEGMENTS * Records.SEGMENT_BYTES;
        if (to > from) {
            teller.tell(Teller.DISCARDING, to);
            file.discard(from, to - from);
            teller.tell(Teller.DISCARDED, to);
        }
    }
}
