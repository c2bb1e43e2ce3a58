package io.tidemark.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.background.Background.Shortage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first thread that is asked for can't be had, or the first few. */
@Tag("no-disk")
class BackgroundTest {
    private final List<String> done = new CopyOnWriteArrayList<>();
    private int missing = 1;
    private int asked;

    private final ThreadFactory threads = work -> {
        if (++asked <= missing) {
            throw new OutOfMemoryError("unable to create native thread (a test's)");
        }
        return new Thread(work);
    };

    private void doWork(String what) {
        done.add(what + (Thread.currentThread().getName().contains("tidemark") ? " in the background" : " at once"));
    }

    @Test
    void itsOwnWorkIsDoneByWhoeverHasIt() {
        try (Background background = new Background("test", Shortage.DONE_AT_ONCE, threads)) {
            background.execute(() -> doWork("first"));
            assertThat(done).containsExactly("first at once");
            background.execute(() -> doWork("second"));
            background.drain();
        }
        assertThat(done).containsExactly("first at once", "second in the background");
    }

    /** A listener has to hear of everything, in order, and not in the thread of one who waits for it. */
    @Test
    void whatIsSomebodyElsesIsDoneInFrontOfWhatComesNext() {
        try (Background background = new Background("test", Shortage.DONE_LATER, threads)) {
            background.execute(() -> doWork("first"));
            assertThat(done).isEmpty();
            background.execute(() -> doWork("second"));
            background.drain();
        }
        assertThat(done).containsExactly("first in the background", "second in the background");
    }

    @Test
    void whoWaitsForItBringsItOn() {
        try (Background background = new Background("test", Shortage.DONE_LATER, threads)) {
            background.execute(() -> doWork("first"));
            background.drain();
            assertThat(done).containsExactly("first in the background");
        }
    }

    @Test
    void itIsTriedAgainWhenSomebodyAsks() {
        try (Background background = new Background("test", Shortage.DONE_LATER, threads)) {
            background.bringOn();
            assertThat(asked).isZero();
            background.execute(() -> doWork("first"));
            background.bringOn();
        }
        assertThat(done).containsExactly("first in the background");
    }

    @Test
    void whatWasLeftIsDoneInTheOrderInWhichItCame() {
        missing = 3;
        try (Background background = new Background("test", Shortage.DONE_LATER, threads)) {
            background.execute(() -> doWork("first"));
            background.execute(() -> doWork("second"));
            background.execute(() -> doWork("third"));
            assertThat(asked).isEqualTo(missing);
            background.execute(() -> doWork("fourth"));
            background.drain();
        }
        assertThat(done)
                .containsExactly(
                        "first in the background",
                        "second in the background",
                        "third in the background",
                        "fourth in the background");
    }

    @Test
    void whoClosesItHasDoneWhatWasLeft() {
        try (Background background = new Background("test", Shortage.DONE_LATER, threads)) {
            background.execute(() -> doWork("first"));
            assertThat(done).isEmpty();
        }
        assertThat(done).containsExactly("first in the background");
    }
}
