package io.tidemark.file;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;

/** Runs in a process of its own, which somebody kills: appends, and tells what is acknowledged, one line each. */
final class CrashingAppender {
    static final int BORDER = 64 << 10;

    /** What is done to sealed ranges beside the appends. */
    enum Sealed {
        LEFT_ALONE,
        ASSIGNED
    }

    private CrashingAppender() {}

    static HybridFileOptions options(RangeMode mode) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .borderBytes(BORDER)
                .tailBufferBytes(4 * BORDER)
                .growthBytes(16 * BORDER)
                .build();
    }

    /** Arguments: path, tail mode, seed, what is done to sealed ranges. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        Random random = new Random(Long.parseLong(arguments[2]));
        Sealed sealed = Sealed.valueOf(arguments[3]);
        try (HybridFile file = HybridFile.open(Path.of(arguments[0]), options(RangeMode.valueOf(arguments[1])))) {
            out.println("open " + file.endOffset());
            out.flush();
            while (true) {
                int length = 1 + random.nextInt(random.nextInt(30) == 0 ? 300_000 : 4_000);
                file.append(Pattern.bytes(file.endOffset(), length));
                switch (random.nextInt(12)) {
                    case 0 -> file.seal(file.tailOffset() + (file.endOffset() - file.tailOffset()) / BORDER * BORDER);
                    case 1 -> {
                        if (sealed == Sealed.ASSIGNED) {
                            assignSomething(file, random);
                        }
                    }
                    case 2, 3, 4, 5, 6 -> file.force();
                    default -> {}
                }
                out.println("durable " + file.durableOffset() + " sealed " + file.tailOffset());
                out.flush();
            }
        }
    }

    private static void assignSomething(HybridFile file, Random random) throws IOException {
        long borders = (file.tailOffset() - file.dataOffset()) / BORDER;
        if (borders > 0) {
            long offset = file.dataOffset() + random.nextInt((int) borders) * (long) BORDER;
            file.assign(offset, BORDER, random.nextBoolean() ? RangeMode.CACHED_MAPPED : RangeMode.CACHED);
        }
    }
}
