package io.tidemark.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("no-disk")
class BufferLeaksTest {
    private final BufferLeaks leaks = new BufferLeaks();
    private final ResourceLeakDetector<Object> detector = leaks.newResourceLeakDetector(Object.class, 1, 1);

    /** In a method of its own, whose frame is gone when the garbage is collected. */
    private void leakOne() {
        detector.trackForcibly(new Object());
    }

    @Test
    void whatIsNotReleasedIsFoundOnceWithThePlaceWhereItCameFrom() throws InterruptedException {
        leakOne();

        assertThat(leaks.take()).singleElement().asString().contains("BufferLeaksTest.leakOne");
        assertThat(leaks.take()).isEmpty();
    }

    @Test
    void whatIsReleasedOrStillHeldIsNotFound() throws InterruptedException {
        Object released = new Object();
        detector.trackForcibly(released).close(released);
        Object held = new Object();
        detector.trackForcibly(held);

        assertThat(leaks.take()).isEmpty();
        assertThat(held).isNotNull();
    }
}
