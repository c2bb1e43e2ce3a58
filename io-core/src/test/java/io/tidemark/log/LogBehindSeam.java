package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.OpenResources;
import io.tidemark.file.TestPlace;
import io.tidemark.leaks.ReleasesBuffers;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of a log need whose system calls go through a seam: a place of its own, of which nothing stays open. */
@ReleasesBuffers
abstract class LogBehindSeam {
    final FaultSeam seam = new FaultSeam();
    TestPlace place;
    Path path;

    private final TestPlace.Kind kind;

    LogBehindSeam(TestPlace.Kind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void takePlace() throws IOException {
        place = TestPlace.of(kind);
        path = place.directory().resolve("log");
    }

    @AfterEach
    void nothingIsLeftOpen() throws IOException {
        try (TestPlace ending = place) {
            seam.assertNothingHeld();
            assertThat(OpenResources.of(ending.directory())).isEmpty();
        }
    }
}
