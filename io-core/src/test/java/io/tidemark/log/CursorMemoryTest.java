package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Child;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a cursor that lacks memory where one segment ends and the next one begins. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class CursorMemoryTest extends LogAtHand {
    /** Each object is allocated by itself, and what is free lies in one piece. */
    private static final List<String> FLAGS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UseTLAB");

    @Test
    void itGoesOnWhenThereIsEnough() throws Exception {
        try (Child child = new Child(FLAGS, CursorInLittleMemory.class, path.toString())) {
            List<String> lines = child.end();
            assertThat(lines).as("what it said").anyMatch(line -> line.matches("failures: [1-9]\\d*"));
            assertThat(child.exitValue()).isZero();
        }
    }
}
