package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs in a process of its own, which somebody kills: one thread appends, another forces and tells what is acknowledged,
 * one line each.
 */
final class CrashingForcer {
    /** The file stays small enough to be read in one go, however slowly anybody reads the lines. */
    private static final long LARGEST_LEAD_BYTES = 8 * CrashingAppender.BORDER;

    private CrashingForcer() {}

    /** Arguments as those of {@link CrashingAppender}. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        Random random = new Random(Long.parseLong(arguments[2]));
        RangeMode mode = RangeMode.valueOf(arguments[1]);
        try (HybridFile file = HybridFile.open(Path.of(arguments[0]), CrashingAppender.options(mode))) {
            out.println("open " + file.endOffset());
            out.flush();
            Thread appender = new Thread(() -> append(file, random), "appender");
            appender.setDaemon(true);
            appender.start();
            while (true) {
                long durable = file.force().durableOffset();
                out.println("durable " + durable + " sealed " + 0);
                out.flush();
            }
        }
    }

    private static void append(HybridFile file, Random random) {
        try {
            while (true) {
                if (file.endOffset() - file.durableOffset() > LARGEST_LEAD_BYTES) {
                    LockSupport.parkNanos(10_000);
                    continue;
                }
                int length = 1 + random.nextInt(random.nextInt(30) == 0 ? 300_000 : 4_000);
                file.append(Pattern.bytes(file.endOffset(), length));
            }
        } catch (IOException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
