package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A writer discards the segments in which those are who read the log beside it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class OvertakenReaderTest extends LogAtHand {
    private static final int MOST_BYTES = 100;

    /** The one that still looks at its old segment while the other one has begun to let go of all that are gone. */
    @Test
    void bothOfTwoThatReadAtTheEndAreToldThatItIsOutOfRange() throws Exception {
        try (HybridLog writer =
                HybridLog.open(path, SmallLogs.options(Layout.DIRECTORY).build())) {
            Records.append(writer, 5, MOST_BYTES, Durability.each());
            writer.sealTail();
            Records.append(writer, 5, MOST_BYTES, Durability.each());
            Path first = LogImage.of(path).segments().get(0).place().path();
            try (HybridLog reader = HybridLog.open(
                            Environments.of(seam), path, SmallLogs.readOnly().build());
                    LogCursor one = reader.cursor(0);
                    LogCursor other = reader.cursor(0)) {
                readToTheEnd(one);
                readToTheEnd(other);
                overtake(writer);

                CountDownLatch isHeld = new CountDownLatch(1);
                CountDownLatch mayGoOn = new CountDownLatch(1);
                seam.bend("close", call -> call.file().startsWith(first.toString()), 1, 1, (call, real) -> {
                    isHeld.countDown();
                    mayGoOn.await();
                    return real.make(call.copy());
                });
                try (Crew crew = new Crew()) {
                    crew.once("one", () -> assertOutOfRange(one));
                    isHeld.await();
                    assertThat(reader.firstSequence())
                            .as("the list is new already")
                            .isEqualTo(20);
                    Thread late = crew.once("other", () -> assertOutOfRange(other));
                    Crew.await(
                            "it is told, or waits for the first",
                            () -> late.getState() == Thread.State.TIMED_WAITING || !late.isAlive());
                    mayGoOn.countDown();
                }
                assertThat(seam.fired()).isEqualTo(1);
            }
        }
    }

    private static void readToTheEnd(LogCursor cursor) throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(cursor.next()).isTrue();
        }
        assertThat(cursor.next()).isFalse();
    }

    /** Fills the segment in which the readers are, and one more, and discards both. */
    private static void overtake(HybridLog writer) throws Exception {
        for (int i = 0; i < 2; i++) {
            Records.append(writer, 5, MOST_BYTES, Durability.each());
            writer.sealTail();
        }
        Records.append(writer, 5, MOST_BYTES, Durability.each());
        writer.discardBefore(20);
    }

    private static void assertOutOfRange(LogCursor cursor) {
        assertThatThrownBy(cursor::next).isInstanceOfSatisfying(SequenceOutOfRangeException.class, e -> {
            assertThat(e.firstSequence()).isEqualTo(20);
            assertThat(e.lastSequence()).isGreaterThanOrEqualTo(19);
        });
    }
}
