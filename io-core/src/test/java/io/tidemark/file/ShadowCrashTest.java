package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.RangeMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The appending process is killed at any moment of a clone: nothing is lost, and the shadow is whole again. */
@Tag("dax-places")
class ShadowCrashTest {
    private static final int ROUNDS = Integer.getInteger("tidemark.crashRounds", 4);

    @Test
    void whateverAKillLeavesTheShadowShowsTheRightBytes() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        System.out.println("seed " + seed);
        Path directory = FlaggedDirectory.on("xfs");
        Path path = directory.resolve("file.tide");
        long durable = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Child child = new Child(
                    CrashingAppender.class,
                    path.toString(),
                    "DAX_MAPPED",
                    "" + random.nextLong(),
                    CrashingAppender.Sealed.LEFT_ALONE.name())) {
                child.await("open");
                long sealed = 0;
                for (int i = random.nextInt(60); i >= 0 || sealed <= CrashingAppender.BORDER; i--) {
                    String[] words = child.await("durable").split(" ", -1);
                    durable = Long.parseLong(words[1]);
                    sealed = Long.parseLong(words[3]);
                }
                child.kill();
                assertThat(child.exitValue()).as("killed").isEqualTo(128 + 9);
            }
            try (HybridFile file = HybridFile.open(path, CrashingAppender.options(RangeMode.DAX_MAPPED))) {
                assertThat(file.endOffset()).isGreaterThanOrEqualTo(durable);
                verify(file, file.dataOffset(), durable);
                ShadowedFileTest.awaitShadow(file);
                assertThat(file.ranges()).extracting(Range::mode).contains(RangeMode.SHADOWED);
                verify(file, file.dataOffset(), durable);
            }
            Files.delete(path); // The next round begins with a shadow of a file that is gone.
            durable = 0;
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(directory);
    }

    private static void verify(HybridFile file, long from, long to) throws Exception {
        Pattern.verify(file, from, (int) (to - from));
    }
}
