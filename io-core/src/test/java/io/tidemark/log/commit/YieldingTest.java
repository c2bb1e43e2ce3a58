package io.tidemark.log.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who waits stays awake for a while, but not at the cost of others. The time is the test's. */
@Tag("no-disk")
class YieldingTest {
    private static final long MICROS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MOST = 1_000 * MICROS;

    private final Waiter waiter = Waiter.alone(0, Urgency.IMPATIENT);
    private long now = Long.MAX_VALUE - 500 * MICROS; // The clock overflows on the way.
    private int yields;

    private Yielding yielding(Runnable step) {
        return new Yielding(
                MOST,
                () -> {
                    yields++;
                    step.run();
                },
                () -> now);
    }

    private Yielding eachTaking(long nanos) {
        return yielding(() -> now += nanos);
    }

    @Test
    void itEndsWhenTheWaiterIsTakenOutWhoThenNeedsNoWaking() {
        Yielding yielding = yielding(() -> {
            now += 2 * MICROS;
            if (yields == 7) {
                assertThat(waiter.takeOut()).as("somebody has to be woken").isFalse();
            }
        });
        yielding.untilTakenOut(waiter, Long.MAX_VALUE);
        assertThat(yields).isEqualTo(7);
    }

    @Test
    void itEndsAfterAMillisecond() {
        eachTaking(10 * MICROS).untilTakenOut(waiter, Long.MAX_VALUE);
        assertThat(yields).isEqualTo(100);
    }

    @Test
    void itEndsWithTheTimeThatIsLeft() {
        eachTaking(10 * MICROS).untilTakenOut(waiter, 30 * MICROS);
        assertThat(yields).isEqualTo(3);
        eachTaking(10 * MICROS).untilTakenOut(waiter, -1);
        assertThat(yields).as("none more without time left").isEqualTo(3);
    }

    @Test
    void whereOthersRunNobodyYieldsForAWhile() {
        Yielding yielding = eachTaking(1_300 * MICROS);
        yielding.untilTakenOut(waiter, Long.MAX_VALUE);
        assertThat(yields).as("the one that lasted so long").isEqualTo(1);
        assertThat(microsUntilItYields(yielding)).isEqualTo(1_000);
    }

    @Test
    void whereOthersGoOnRunningTheWhileGetsLongerUpToAQuarterOfASecond() {
        Yielding yielding = eachTaking(1_300 * MICROS);
        yielding.untilTakenOut(waiter, Long.MAX_VALUE);
        assertThat(IntStream.range(0, 10).mapToLong(i -> microsUntilItYields(yielding)))
                .containsExactly(
                        1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L, 128_000L, 256_000L, 256_000L);
        now += 256_000 * MICROS;
        endWell(yielding, 512);
        yielding.untilTakenOut(waiter, Long.MAX_VALUE);
        assertThat(microsUntilItYields(yielding))
                .as("after many waits without that")
                .isEqualTo(1_000);
    }

    private static void endWell(Yielding yielding, int waits) {
        Waiter takenOut = Waiter.alone(0, Urgency.IMPATIENT);
        takenOut.takeOut();
        for (int i = 0; i < waits; i++) {
            yielding.untilTakenOut(takenOut, Long.MAX_VALUE);
        }
    }

    /** How long nobody yields. */
    private long microsUntilItYields(Yielding yielding) {
        int before = yields;
        for (long micros = 0; ; micros += 100) {
            yielding.untilTakenOut(waiter, Long.MAX_VALUE);
            if (yields > before) {
                return micros;
            }
            now += 100 * MICROS;
        }
    }

    @Test
    void withoutTimeToSpendNobodyYields() {
        new Yielding(0, () -> yields++, () -> now).untilTakenOut(waiter, Long.MAX_VALUE);
        assertThat(yields).isZero();
    }
}
