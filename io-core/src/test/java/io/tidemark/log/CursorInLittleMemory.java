package io.tidemark.log;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process in which cursors come to the end of a segment while there is no memory, or so little that one allocation after
 * the other is the first that fails; and then go on while there is enough. For a JVM in which nobody else allocates.
 */
final class CursorInLittleMemory {
    private static final int MOST_BYTES = 100;
    private static final int PER_SEGMENT = 3;
    private static final int CURSORS = 200;

    /** The least that can be given back. */
    private static final class Node {
        private final Node next;

        Node(Node next) {
            this.next = next;
        }
    }

    /** What cursors let go of would be memory for what they need. */
    private static final List<Object> KEPT = new ArrayList<>();

    private static final byte[][] LARGE = new byte[10_000][];
    private static Node small;

    private CursorInLittleMemory() {}

    /** Prints how often memory was lacking; the argument is where to make the log. */
    public static void main(String[] arguments) throws IOException, IllegalAccessException {
        Path path = Path.of(arguments[0]);
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.DIRECTORY).build())) {
            Records.append(log, PER_SEGMENT, MOST_BYTES, Durability.each());
            log.sealTail();
            Records.append(log, PER_SEGMENT, MOST_BYTES, Durability.each());
        }
        try (HybridLog log = HybridLog.open(path, SmallLogs.readOnly().build())) {
            Records.verify(log, MOST_BYTES);
            List<LogCursor> cursors = new ArrayList<>();
            for (int i = 0; i < CURSORS; i++) {
                cursors.add(atTheEndOfTheFirstSegment(log));
            }
            for (LogCursor cursor : cursors) {
                keepAllOf(cursor);
            }
            int failures = goOn(cursors);
            for (LogCursor cursor : cursors) {
                cursor.close();
            }
            System.out.println("failures: " + failures);
        }
    }

    private static void keepAllOf(LogCursor cursor) throws IllegalAccessException {
        for (Field field : LogCursor.class.getDeclaredFields()) {
            if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                KEPT.add(field.get(cursor));
            }
        }
    }

    private static LogCursor atTheEndOfTheFirstSegment(HybridLog log) throws IOException {
        LogCursor cursor = log.cursor(0);
        while (cursor.nextSequence() < PER_SEGMENT) {
            cursor.next();
        }
        return cursor;
    }

    /** Each with a little more memory than the one before, until that is enough. */
    private static int goOn(List<LogCursor> cursors) throws IOException {
        for (int i = 0; i < cursors.size(); i++) {
            LogCursor cursor = cursors.get(i);
            boolean isEnough = goesOn(cursor, i);
            if (isEnough) {
                return i;
            }
            if (!cursor.next() || cursor.sequence() != PER_SEGMENT) {
                throw new AssertionError("behind failure " + i + " it doesn't go on");
            }
        }
        throw new AssertionError("it never goes on");
    }

    private static boolean goesOn(LogCursor cursor, int spared) throws IOException {
        fill();
        for (int i = 0; i < spared; i++) {
            small = small.next;
        }
        try {
            return cursor.next();
        } catch (OutOfMemoryError e) {
            return false;
        } finally {
            small = null;
            Arrays.fill(LARGE, null);
        }
    }

    private static void fill() {
        int count = 0;
        for (int bytes = 32 << 20; bytes >= 8 << 10; bytes /= 4) {
            try {
                while (true) {
                    LARGE[count] = new byte[bytes];
                    count++;
                }
            } catch (OutOfMemoryError e) {
                // Then smaller ones.
            }
        }
        try {
            while (true) {
                small = new Node(small);
            }
        } catch (OutOfMemoryError e) {
            // That was the last.
        }
    }
}
