package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class BackgroundTest {
    private final List<Thread> workers = new CopyOnWriteArrayList<>();

    @Test
    void whereNoThreadIsToBeHadWhoeverHasWorkDoesIt() {
        int[] asked = new int[1];
        try (Background background = new Background("test", work -> {
            if (++asked[0] == 1) {
                throw new OutOfMemoryError("unable to create native thread (a test's)");
            }
            return new Thread(work);
        })) {
            background.execute(() -> workers.add(Thread.currentThread()));
            assertThat(workers).containsExactly(Thread.currentThread());
            background.execute(() -> workers.add(Thread.currentThread()));
        }
        assertThat(workers).hasSize(2);
        assertThat(workers.get(1)).isNotSameAs(Thread.currentThread());
    }
}
