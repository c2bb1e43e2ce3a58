package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A log of a certain layout that is new at the start of each test, and of which nothing stays open. */
abstract class NewLog {
    static final int MIB = 1 << 20;
    static final int MOST_BYTES = 3_000;

    final long seed = new Random().nextLong();
    final Random random = new Random(seed);

    TestPlace place;
    Path path;
    HybridLog log;

    abstract Layout layout();

    LogOptions.Builder options() {
        return LogOptions.builder().layout(layout()).segmentBytes(MIB).tailBufferBytes(MIB);
    }

    @BeforeEach
    void openNewLog() throws IOException {
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        path = place.directory().resolve("log");
        log = HybridLog.open(path, options().build());
    }

    @AfterEach
    void closeAll() throws IOException {
        try (TestPlace ending = place) {
            log.close();
            assertThat(OpenResources.of(ending.directory())).isEmpty();
        }
    }

    void reopen() throws IOException {
        log.close();
        log = HybridLog.open(path, options().build());
    }
}
