package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.OpenMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file for each segment. */
@Tag("no-disk")
class DirectoryFollowingTest extends FollowingContract {
    @Override
    Layout layout() {
        return Layout.DIRECTORY;
    }

    /** On a full disk its last border was not filled up, and then it was cut off, before its reader opened it. */
    @Test
    void aSegmentThatWasCutOffBehindItsFooterIsRead() throws IOException {
        Records.append(log, 10, MOST_BYTES, Durability.each());
        log.sealTail();
        try (HybridLog reader =
                HybridLog.open(path, options().openMode(OpenMode.READ_ONLY).build())) {
            Path file = LogImage.of(path).segments().get(0).place().path();
            long end = log.segments().get(0).lengthBytes();
            assertThat(Files.size(file)).as("it was filled up").isGreaterThan(end);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
            }
            Records.verify(reader, MOST_BYTES);
        }
    }
}
