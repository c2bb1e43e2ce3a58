package io.tidemark.file.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who prepares space is told whether somebody waits for it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class SpaceTest {
    private static final long BORDER = 1 << 16;
    private static final long STEP = 4 << 20;

    private final BlockingQueue<Runnable> background = new LinkedBlockingQueue<>();
    private final List<Boolean> awaited = new ArrayList<>();

    private Space space(Space.Preparer preparer) {
        return space(preparer, background::add);
    }

    private static Space space(Space.Preparer preparer, Executor background) {
        return new Space(
                "file",
                preparer,
                background,
                failure -> {},
                new Space.Limits(BORDER, STEP, Long.MAX_VALUE, Long.MAX_VALUE),
                0,
                0);
    }

    private void note(long offset, long end, BooleanSupplier isAwaited) {
        awaited.add(isAwaited.getAsBoolean());
    }

    @Test
    void theWritersOwnStepIsWaitedForAndTheOneAheadIsNot() throws Exception {
        Space space = space(this::note);
        space.ensure(1);
        space.ensure(STEP - 1);
        background.take().run();
        assertThat(awaited).containsExactly(true, false);
        assertThat(space.preparedBytes()).isEqualTo(2 * STEP);
    }

    @Test
    void aStepAheadThatNobodyWasGivenForWantOfMemoryIsGivenLater() throws Exception {
        AtomicBoolean isShort = new AtomicBoolean(true);
        Space space = space(this::note, work -> {
            if (isShort.getAndSet(false)) {
                throw new OutOfMemoryError("injected");
            }
            background.add(work);
        });
        space.ensure(1);
        space.ensure(STEP - 2);
        assertThat(background).isEmpty();
        assertThat(isShort).isFalse();
        space.ensure(2 * STEP - 1);
        background.take().run();
        assertThat(awaited).containsExactly(true, true, false);
        assertThat(space.preparedBytes()).isEqualTo(3 * STEP);
    }

    @Test
    void aStepAheadIsWaitedForOnceTheWriterHasCaughtUpWithIt() throws Exception {
        try (Crew crew = new Crew()) {
            Space space = space((offset, end, isAwaited) -> {
                if (!isAwaited.getAsBoolean()) {
                    Crew.await("the writer waits", isAwaited);
                }
                note(offset, end, isAwaited);
            });
            space.ensure(1);
            space.ensure(STEP - 1);
            Thread ahead = crew.once("background", background.take()::run);
            Crew.await("it has begun", () -> ahead.getState() == Thread.State.TIMED_WAITING);
            space.ensure(STEP + 1);
            ahead.join();
            assertThat(awaited).containsExactly(true, true);
            assertThat(space.preparedBytes()).isEqualTo(2 * STEP);
        }
    }
}
