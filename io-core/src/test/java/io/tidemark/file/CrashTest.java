package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.access.EndMark;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An appending process is killed at any moment: what it had acknowledged is there, and the file goes on. */
class CrashTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private static int rounds() {
        return Integer.getInteger("tidemark.crashRounds", Boolean.getBoolean("tidemark.soak") ? 40 : 5);
    }

    /** A single round is for slow machines: of the best modes only. */
    static List<RangeMode> modes() throws IOException {
        List<RangeMode> all = TailModes.atHand();
        return rounds() > 1 ? all : all.subList(0, Math.min(2, all.size()));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whatWasAcknowledgedSurvivesAKill(RangeMode mode) throws Exception {
        killAgainAndAgain(mode, CrashingAppender.class);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void whatWasAcknowledgedBesideAppendsSurvivesAKill(RangeMode mode) throws Exception {
        killAgainAndAgain(mode, CrashingForcer.class);
    }

    private void killAgainAndAgain(RangeMode mode, Class<?> main) throws Exception {
        System.out.println(mode + " " + main.getSimpleName() + " seed " + seed);
        long total = 0;
        long beyond = 0;
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            long end = CrashingAppender.BORDER;
            for (int round = 0; round < rounds(); round++) {
                long[] acknowledged = killSomewhere(main, place.file(), mode, end);
                try (HybridFile file = HybridFile.open(place.file(), CrashingAppender.options(mode))) {
                    end = file.endOffset();
                    assertThat(end).as("recovered, round %d", round).isGreaterThanOrEqualTo(acknowledged[0]);
                    assertThat(file.tailOffset()).as("sealed, round %d", round).isGreaterThanOrEqualTo(acknowledged[1]);
                    assertPattern(file, file.dataOffset(), acknowledged[0]);
                    assertPatternOrZeros(file, acknowledged[0], end);
                    try (Outsider outsider = new Outsider(place.file())) {
                        outsider.verify(file.dataOffset(), acknowledged[1]);
                    }
                    beyond += end - acknowledged[0];
                    total = end - file.dataOffset();
                    if (round % 2 == 0) {
                        end = goOn(file);
                    }
                    if (holes(file)) {
                        // Of what was never acknowledged; the pattern can't be checked any more.
                        break;
                    }
                }
                try (HybridFile file = HybridFile.open(place.file(), CrashingAppender.options(mode))) {
                    assertThat(file.endOffset()).as("after a clean close").isEqualTo(end);
                    assertPattern(file, file.dataOffset(), end);
                }
            }
        }
        System.out.println(mode + " seed " + seed + ": " + total + " bytes survived, " + beyond
                + " of them beyond what was acknowledged");
        assertThat(total).isPositive();
    }

    /** Without C2 it starts faster, but then JDK 25 has no DAX_MAPPED. */
    private static Child child(Class<?> main, RangeMode mode, String... arguments) throws IOException {
        return mode == RangeMode.DAX_MAPPED ? new Child(List.of(), main, arguments) : new Child(main, arguments);
    }

    /** What the child had acknowledged as durable, and as sealed, when it died. */
    private long[] killSomewhere(Class<?> main, Path path, RangeMode mode, long end) throws Exception {
        long[] acknowledged = {end, 0};
        try (Child child = child(main, mode, path.toString(), mode.name(), "" + random.nextLong(), "ASSIGNED")) {
            assertThat(child.await("open")).as("what the child recovered").isEqualTo("open " + end);
            int lines = random.nextInt(200);
            for (int i = 0; i < lines || acknowledged[0] == end; i++) {
                note(acknowledged, child.await("durable"));
            }
            LockSupport.parkNanos(random.nextInt(3_000_000)); // At any moment of what it does between two lines.
            List<String> rest = child.kill();
            // The last line may be torn.
            for (int i = 0; i + 1 < rest.size(); i++) {
                if (rest.get(i).startsWith("durable")) { // The JVM may have something to say, too.
                    note(acknowledged, rest.get(i));
                }
            }
            assertThat(child.exitValue()).as("killed").isEqualTo(128 + 9);
        }
        return acknowledged;
    }

    private static void note(long[] acknowledged, String line) {
        assertThat(line).as("what the child prints").startsWith("durable");
        String[] words = line.split(" ", -1);
        acknowledged[0] = Math.max(acknowledged[0], Long.parseLong(words[1]));
        acknowledged[1] = Math.max(acknowledged[1], Long.parseLong(words[3]));
    }

    private static long goOn(HybridFile file) throws IOException {
        file.append(Pattern.bytes(file.endOffset(), 12_345));
        file.force();
        return file.endOffset();
    }

    private static boolean holes(HybridFile file) throws IOException {
        int length = (int) (file.endOffset() - file.dataOffset());
        ByteBuf bytes = file.readAt(file.dataOffset(), length);
        try {
            return Pattern.mismatch(bytes, 0, file.dataOffset(), length) >= 0;
        } finally {
            bytes.release();
        }
    }

    private static void assertPattern(HybridFile file, long from, long to) throws IOException {
        Pattern.verify(file, from, (int) (to - from));
    }

    /** What was not forced may be there, or not yet: then it is the prepared zeros, with the end mark of before. */
    private static void assertPatternOrZeros(HybridFile file, long from, long to) throws IOException {
        ByteBuf bytes = file.readAt(from, (int) (to - from));
        try {
            for (int i = 0; i < bytes.readableBytes(); i++) {
                byte value = bytes.getByte(i);
                if (value != 0 && value != EndMark.VALUE && value != Pattern.at(from + i)) {
                    throw new AssertionError("garbage at offset " + (from + i));
                }
            }
        } finally {
            bytes.release();
        }
    }
}
