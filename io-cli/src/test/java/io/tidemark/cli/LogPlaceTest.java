package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.NotALogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a log, and what is a part of one. */
class LogPlaceTest extends LogFixture {
    /** The library refuses to write a log of one file by such a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {"0000000000000000000.segment", "0000000000000000042.segment", "3999999999999999999.segment"})
    void whatHasTheNameOfASegmentIsAPartOfALog(String name) throws IOException {
        Path file = Files.createFile(directory.resolve(name));

        assertThat(LogPlace.isPartOfLog(file)).isTrue();
        assertThatThrownBy(() -> HybridLog.open(file, LogOptions.defaults())).isInstanceOf(NotALogException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders.segment",
                "4000000000000000000.segment",
                "000000000000000000.segment",
                "00000000000000000000.segment",
                "0000000000000000000.segments",
                "x0000000000000000000.segment"
            })
    void aLogOfOneFileMayHaveAnyOtherName(String name) throws IOException {
        Path file = directory.resolve(name);

        HybridLog.open(file, LogOptions.defaults()).close();

        assertThat(LogPlace.isPartOfLog(file)).isFalse();
        CommandRun ranges = run(file, "ranges");
        assertThat(ranges.code()).as(ranges.err()).isZero();
    }

    @Test
    void aDirectoryIsNoPartOfALogWhateverItsName() throws IOException {
        assertThat(LogPlace.isPartOfLog(Files.createDirectory(directory.resolve("0".repeat(19) + ".segment"))))
                .isFalse();
    }
}
