package io.tidemark.file;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of a file need whose system calls go through a seam: a place of its own, of which nothing stays held. */
abstract class FileAtHand {
    final FaultSeam seam = new FaultSeam();
    TestPlace place;

    /** What the test has open; null for nothing. */
    HybridFile file;

    @BeforeEach
    void takePlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
    }

    @AfterEach
    void nothingIsHeld() throws IOException {
        if (file != null) {
            file.close();
        }
        seam.assertNothingHeld();
        place.close();
    }
}
