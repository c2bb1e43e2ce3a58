package io.tidemark.log.survey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.TestPlace;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.HeaderCodec;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a survey supposes takes no more memory than what there is, whatever was made to look like a log. */
@Tag("no-disk")
class LogSurveyTest {
    private static final int FILES = 100;
    private static final UUID LOG_ID = new UUID(1, 2);

    @Test
    void ofManyGapsItSupposesNoMoreSegmentsThanThereArePlacesForThem() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            Path log = Files.createDirectory(place.directory().resolve("log"));
            for (int i = 0; i < FILES; i++) {
                write(log, 1_000_000L * (i + 1));
                Files.createFile(segment(log, 1_000_000L * (i + 1) + 500_000));
            }
            LogSurvey survey = LogSurvey.of(log, Headers.examine(Posix.system(), log));
            assertThat(survey.segments()).hasSize(FILES);
            assertThat(survey.blank()).hasSize(FILES);
            assertThat(survey.missing().anywhere()).hasSizeBetween(2 * FILES, 10 * FILES);
        }
    }

    /** Of a few gaps all are supposed. */
    @Test
    void ofALogOfWhichSegmentsAreMissingAllAreSupposed() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            Path log = Files.createDirectory(place.directory().resolve("log"));
            for (int i = 0; i < FILES; i++) {
                write(log, 2L * i);
                Files.createFile(segment(log, 2L * i + 1));
            }
            LogSurvey survey = LogSurvey.of(log, Headers.examine(Posix.system(), log));
            for (int i = 0; i < FILES; i++) {
                long missing = 2L * i + 1;
                assertThat(survey.missing().anywhere())
                        .anyMatch(supposed -> supposed.header().segmentNumber() == missing);
            }
        }
    }

    /** Free places and supposed segments are as many: to look at all of these for each of those would take its square. */
    @Test
    void whatFreeSlotsMayHoldIsFoundOutOnceForAllOfThem() throws IOException {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.TMPFS)) {
            Path log = place.directory().resolve("log");
            Files.write(log, header(FILES));
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                file.setLength((long) FILES << 20);
                for (long slot = 1; slot < FILES; slot++) {
                    file.seek((slot << 20) + SegmentHeader.BYTES);
                    file.write(1);
                }
            }
            LogSurvey survey = LogSurvey.of(log, Headers.examine(Posix.system(), log));
            assertThat(survey.blank()).hasSize(FILES - 1);
            Object ofFirst = survey.missingAt(survey.blank().get(0));
            assertThat(survey.blank())
                    .allSatisfy(
                            free -> assertThat((Object) survey.missingAt(free)).isSameAs(ofFirst));
        }
    }

    private static void write(Path log, long number) throws IOException {
        Files.write(segment(log, number), header(number));
    }

    private static byte[] header(long number) {
        ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
        HeaderCodec.encode(new SegmentHeader(LOG_ID, number, number, 1, 1, 1 << 20, FooterPlace.NONE), header);
        return header.array();
    }

    private static Path segment(Path log, long number) {
        return log.resolve(String.format(Locale.ROOT, "%019d.segment", number));
    }
}
