package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file's name is durable before anything in it is acknowledged, whoever created it. */
class DirectoryForceTest {
    private final FaultSeam seam = new FaultSeam();
    private final List<Path> forced = Collections.synchronizedList(new ArrayList<>());
    private TestPlace place;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(4096)
                .growthBytes(1 << 20)
                .build();
    }

    @BeforeEach
    void noteEveryForce() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        seam.bend("fsync", call -> true, 1, Long.MAX_VALUE, (call, real) -> {
            forced.add(Files.readSymbolicLink(Path.of("/proc/self/fd/" + call.number(0))));
            return real.make(call.copy());
        });
    }

    @AfterEach
    void leaveNothing() throws IOException {
        seam.assertNothingHeld();
        place.close();
    }

    @Test
    void theDirectoryOfANewFileIsForced() throws IOException {
        openAndAssertDirectoryForced();
    }

    @Test
    void theDirectoryOfAnEmptyFileThatWasThereIsForced() throws IOException {
        Files.createFile(place.file());
        openAndAssertDirectoryForced();
    }

    @Test
    void theDirectoryOfAFileWhoseWriterDiedIsForced() throws IOException {
        Path other = place.directory().resolve("other.tide");
        try (HybridFile file = HybridFile.open(other, options())) {
            file.append(Pattern.bytes(file.endOffset(), 10));
            file.force();
            Files.copy(other, place.file());
        }
        openAndAssertDirectoryForced();
    }

    private void openAndAssertDirectoryForced() throws IOException {
        try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options())) {
            assertThat(forced).containsExactly(place.directory());
            assertThat(seam.fired()).isEqualTo(1);
            file.append(Pattern.bytes(file.endOffset(), 10));
            file.force();
        }
    }
}
