package io.tidemark.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks for leaks in classes that are {@link ReleasesBuffers}. Registers itself where extensions may (see the pom), so that
 * it comes before the first buffer of the JVM; other classes allocate as they do in an application.
 */
public final class NoBufferLeaks implements BeforeAllCallback, AfterAllCallback {
    private static final BufferLeaks LEAKS = BufferLeaks.install();

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(isMeant(context) ? Level.PARANOID : Level.DISABLED);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (isMeant(context)) {
            assertThat(LEAKS.take()).as("leaked buffers").isEmpty();
        }
    }

    private static boolean isMeant(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(ReleasesBuffers.class);
    }
}
