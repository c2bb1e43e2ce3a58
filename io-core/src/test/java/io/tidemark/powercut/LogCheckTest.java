package io.tidemark.powercut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Posix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of logs finds what is wrong, and nothing where nothing is. */
@Tag("no-disk")
class LogCheckTest {
    private static final Subject SUBJECT = Subject.DISK_SLOTS;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private long begin;
    private long end;

    @BeforeEach
    void append() throws Exception {
        Teller teller = new Teller(told, SUBJECT);
        try (Life life = open()) {
            life.check(new Acknowledged());
            teller.tell(Teller.START, life.end() + " 1");
            while (life.begin() == 0) {
                life.step();
            }
            begin = life.begin();
            end = life.end();
        }
    }

    @Test
    void aLogThatHoldsWhatWasToldIsGood() throws Exception {
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("durable", "sealed", "discarding", "discarded");
        check();
    }

    @Test
    void aMissingRecordIsFound() {
        assertViolation("1 acknowledged records are missing", "durable " + (end + 1));
    }

    @Test
    void aRecordThatIsNotWhatWasAppendedIsFound() throws Exception {
        try (HybridLog log = HybridLog.open(path(), LogOptions.defaults())) {
            log.append(Unpooled.wrappedBuffer(Records.encode(end, 100, end + 1, 1)));
        }
        assertViolation("no valid record at " + end);
    }

    @Test
    void aRecordOfAnEarlierRoundIsFound() {
        assertViolation("is of round 1 instead of 2", "start " + begin + " 2");
    }

    @Test
    void aLostSealIsFound() {
        assertViolation("begins below the acknowledged seal", "sealed " + (end + 1));
    }

    @Test
    void aDiscardThatCameUndoneIsFound() {
        assertViolation("the log begins with " + begin, "discarded " + end);
    }

    @Test
    void aDiscardThatNobodyWantedIsFound() {
        assertViolation("the log begins with " + begin, "discarding " + (begin - 1), "discarded 0");
    }

    private void assertViolation(String message, String... alsoTold) {
        assertThatThrownBy(() -> check(alsoTold)).isInstanceOf(Violation.class).hasMessageContaining(message);
    }

    private void check(String... alsoTold) throws IOException, Violation {
        List<String> lines =
                new ArrayList<>(told.toString(StandardCharsets.UTF_8).lines().toList());
        for (String line : alsoTold) {
            lines.add(SUBJECT + " " + line);
        }
        try (Life life = open()) {
            life.check(Acknowledged.read(lines, SUBJECT));
        }
    }

    private Path path() {
        return directory.resolve("log.tide");
    }

    private Life open() throws IOException {
        Teller teller = new Teller(told, SUBJECT);
        return new LogLife(Posix.system(), path(), Layout.SINGLE_FILE, RangeMode.BUFFERED, teller, new Random(1), 1);
    }
}
