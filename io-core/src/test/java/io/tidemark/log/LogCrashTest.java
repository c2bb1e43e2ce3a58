package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Child;
import io.tidemark.file.TailModes;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An appending process is killed at any moment: every acknowledged record is there, none has changed, and the log goes on. */
class LogCrashTest {
    private static final int ROUNDS = Integer.getInteger("tidemark.crashRounds", 3);

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    /** What the child had told when it died. */
    private long durable;

    private long first;

    static Stream<Arguments> everywhere() throws IOException {
        List<Arguments> all = new ArrayList<>();
        List<RangeMode> modes = TailModes.atHand();
        int next = new Random().nextInt(2);
        for (Layout layout : Layout.values()) {
            // A single round is for slow machines: of the two best modes, each with one layout, now this and now that
            // one.
            List<RangeMode> one = List.of(modes.get(next++ % 2));
            (ROUNDS > 1 ? modes : one).forEach(mode -> all.add(Arguments.of(layout, mode)));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void whatWasAcknowledgedSurvivesAKill(Layout layout, RangeMode mode) throws Exception {
        System.out.println(layout + " " + mode + " seed " + seed);
        durable = -1;
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            Path path = place.directory().resolve("log");
            LogOptions options = CrashingLogAppender.options(layout, mode);
            for (int round = 0; round < ROUNDS; round++) {
                killSomewhere(path, layout, mode);
                try (HybridLog log = HybridLog.open(path, options)) {
                    assertThat(log.lastSequence())
                            .as("recovered, round %d", round)
                            .isGreaterThanOrEqualTo(durable);
                    assertThat(log.durableSequence()).isEqualTo(log.lastSequence());
                    assertThat(log.firstSequence()).isGreaterThanOrEqualTo(first);
                    Records.verify(log, CrashingLogAppender.MOST_BYTES);
                    Records.append(log, 10, CrashingLogAppender.MOST_BYTES, Durability.each());
                    durable = log.durableSequence();
                }
            }
            System.out.println(layout + " " + mode + ": " + (durable + 1) + " records survived " + ROUNDS + " kills");
        }
        assertThat(durable).isPositive();
    }

    private void killSomewhere(Path path, Layout layout, RangeMode mode) throws Exception {
        String[] arguments = {path.toString(), layout.name(), mode.name(), "" + random.nextLong()};
        // Without C2 it starts faster, but then JDK 25 has no DAX_MAPPED.
        try (Child child = mode == RangeMode.DAX_MAPPED
                ? new Child(List.of(), CrashingLogAppender.class, arguments)
                : new Child(CrashingLogAppender.class, arguments)) {
            String opened = child.await("open");
            assertThat(opened).as("what the child recovered").isNotNull();
            assertThat(Long.parseLong(opened.split(" ", -1)[2])).isEqualTo(durable);
            for (int i = random.nextInt(100); i > 0; i--) {
                note(child.await("durable"));
            }
            LockSupport.parkNanos(random.nextInt(3_000_000)); // At any moment of what it does between two lines.
            List<String> rest = child.kill();
            for (int i = 0; i + 1 < rest.size(); i++) { // The last line may be torn.
                if (rest.get(i).startsWith("durable")) { // The JVM may have something to say, too.
                    note(rest.get(i));
                }
            }
            assertThat(child.exitValue()).as("killed").isEqualTo(128 + 9);
        }
    }

    private void note(String line) {
        assertThat(line).as("what the child prints").startsWith("durable");
        String[] words = line.split(" ", -1);
        durable = Long.parseLong(words[1]);
        first = Long.parseLong(words[3]);
    }
}
