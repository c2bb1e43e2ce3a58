package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;

/** Runs in a process of its own, which somebody kills: appends, and tells which sequences are acknowledged. */
final class CrashingLogAppender {
    static final int MOST_BYTES = 3_000;

    private CrashingLogAppender() {}

    static LogOptions options(Layout layout, RangeMode mode) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(1 << 20)
                .tailBufferBytes(1 << 20)
                .tail(ModeChoice.require(mode))
                .build();
    }

    /** Arguments: path, layout, tail mode, seed. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        Random random = new Random(Long.parseLong(arguments[3]));
        LogOptions options = options(Layout.valueOf(arguments[1]), RangeMode.valueOf(arguments[2]));
        try (HybridLog log = HybridLog.open(Path.of(arguments[0]), options)) {
            out.println("open " + log.firstSequence() + " " + log.lastSequence());
            out.flush();
            while (true) {
                appendSome(log, random);
                switch (random.nextInt(40)) {
                    case 0 -> log.sealTail();
                    case 1, 2 -> log.discardBefore(Math.max(log.firstSequence(), log.lastSequence() - 2_000));
                    default -> log.force();
                }
                out.println("durable " + log.durableSequence() + " first " + log.firstSequence());
                out.flush();
            }
        }
    }

    private static void appendSome(HybridLog log, Random random) throws IOException {
        int count = random.nextInt(200);
        for (int i = 0; i < count; i++) {
            ByteBuf record = Records.of(log.lastSequence() + 1, MOST_BYTES);
            log.append(record, random.nextInt(50) == 0 ? Durability.each() : Durability.onDemand());
        }
    }
}
