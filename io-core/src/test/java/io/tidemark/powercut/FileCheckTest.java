package io.tidemark.powercut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of the power cuts finds what is wrong, and nothing where nothing is. */
@Tag("no-disk")
class FileCheckTest {
    private static final Subject SUBJECT = Subject.BUFFERED;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private long end;
    private long discarded;
    private long sealed;

    @BeforeEach
    void append() throws IOException {
        Teller teller = new Teller(told, SUBJECT);
        try (HybridFile file = open()) {
            teller.tell(Teller.START, file.endOffset() + " 1");
            FileAppender appender = new FileAppender(file, teller, new Random(1), 1, 0);
            while (FileCheck.discardedTo(file) == 0) {
                appender.step();
            }
            end = file.endOffset();
            discarded = FileCheck.discardedTo(file);
            sealed = file.tailOffset();
        }
    }

    @Test
    void aFileThatHoldsWhatWasToldIsGood() throws Exception {
        assertThat(check()).isPositive();
    }

    @Test
    void aMissingByteIsFound() {
        assertViolation("1 acknowledged bytes are missing", "durable " + (end + 1));
    }

    @Test
    void aWrongByteIsFound() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
            file.seek(sealed - 5);
            int was = file.read();
            file.seek(sealed - 5);
            file.write(was ^ 1);
        }
        assertViolation("no valid record at");
    }

    @Test
    void aRecordOfAnEarlierRoundIsFound() {
        assertViolation("is of round 1 instead of 2", "start " + discarded + " 2", "discarding " + discarded);
    }

    @Test
    void aLostSealIsFound() {
        assertViolation("lies below the acknowledged seal", "sealed " + (end + 1));
    }

    @Test
    void aDiscardThatCameUndoneIsFound() {
        assertViolation("discarded up to " + discarded, "discarded " + (discarded + Records.SEGMENT_BYTES));
    }

    private void assertViolation(String message, String... alsoTold) {
        assertThatThrownBy(() -> check(alsoTold)).isInstanceOf(Violation.class).hasMessageContaining(message);
    }

    private long check(String... alsoTold) throws IOException, Violation {
        List<String> lines =
                new ArrayList<>(told.toString(StandardCharsets.UTF_8).lines().toList());
        for (String line : alsoTold) {
            lines.add(SUBJECT + " " + line);
        }
        try (HybridFile file = open()) {
            return FileCheck.run(file, Acknowledged.read(lines, SUBJECT));
        }
    }

    private Path path() {
        return directory.resolve("file.tide");
    }

    private HybridFile open() throws IOException {
        return HybridFile.open(
                path(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(RangeMode.BUFFERED))
                        .borderBytes(Records.BORDER_BYTES)
                        .sealing(Sealing.ON_REQUEST)
                        .tailScanner(Records::endOfRun)
                        .build());
    }
}
