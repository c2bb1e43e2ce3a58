package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The ranges of a log; those of a file have a test of their own. */
class RangesOfALogTest extends LogFixture {
    @Test
    void rangesOfALogAreThoseOfItsSegments() {
        LogRuns.append(log, LogRuns.lines(20_000, 100));

        CommandRun ranges = run("ranges");

        assertThat(ranges.code()).as(ranges.err()).isZero();
        assertThat(ranges.out())
                .startsWith(log + ": a log of 3 segments\n")
                .containsPattern("(?m)^0 +0 +\\d+ +sealed, \\w+ +CACHED\\w* +\\S.* pages? .*\\S$")
                .containsPattern("(?m)^2 +\\d+ +\\d+ +tail +[A-Z_]+ +\\S");
        JsonObject json = JsonParser.parseString(run("ranges", "--json").out()).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("path", "segments");
        JsonObject first = json.getAsJsonArray("segments").get(0).getAsJsonObject();
        assertThat(first.keySet()).containsExactly("number", "path", "ranges");
        assertThat(first.getAsJsonArray("ranges").get(0).getAsJsonObject().keySet())
                .containsExactly("offset", "length", "part", "mode", "reason", "pages", "residentPages");
    }

    @Test
    void aSegmentAloneIsNoLog() {
        LogRuns.append(log, "0\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");

        CommandRun ranges = CommandRun.of("ranges", segment.toString());

        assertThat(ranges.code()).isEqualTo(1);
        assertThat(ranges.err())
                .isEqualTo("tidemark: " + segment + ": a part of a log; name the directory that it is in\n");
    }

    @Test
    void aLogOfALaterVersionIsToldByItsVersion() throws IOException {
        try (HybridLog created = HybridLog.open(log, LogOptions.defaults())) {
            created.append(Unpooled.EMPTY_BUFFER);
        }
        ByteBuffer header = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.read(header, 0);
            CRC32C checksum = new CRC32C();
            checksum.update(header.putInt(8, 7).array(), 0, 124);
            file.write(header.putInt(124, (int) checksum.getValue()).flip(), 0);
        }

        CommandRun ranges = run("ranges");

        assertThat(ranges.code()).isEqualTo(1);
        assertThat(ranges.err())
                .contains("nor a log (its format has version 7, ")
                .hasLineCount(1);
    }
}
