package io.tidemark.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A place for a log, and runs of commands on it. */
abstract class LogFixture {
    @TempDir
    Path directory;

    Path log;

    @BeforeEach
    void nameLog() {
        log = directory.resolve("log");
    }

    final CommandRun run(String command, String... more) {
        return run(log, command, more);
    }

    static CommandRun run(Path path, String command, String... more) {
        return CommandRun.of(Stream.concat(Stream.of(command, path.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    /** A writer of which others see at once what it appends. */
    final HybridLog openWriter() throws IOException {
        return HybridLog.open(
                log,
                LogOptions.builder()
                        .layout(Layout.DIRECTORY)
                        .segmentBytes(1 << 20)
                        .tail(ModeChoice.require(RangeMode.BUFFERED))
                        .build());
    }

    /** Of two records the first one is not what was written. */
    final void damage() throws IOException {
        LogRuns.append(log, "0\n1\n");
        run("seal");
        try (RandomAccessFile file =
                new RandomAccessFile(log.resolve("0".repeat(19) + ".segment").toFile(), "rw")) {
            file.seek(128 + 32 + 32);
            file.write('x');
        }
    }

    /** What {@code stat} tells of each. */
    final List<JsonObject> segments() {
        return JsonParser.parseString(run("stat", "--json").out())
                .getAsJsonObject()
                .getAsJsonArray("segments")
                .asList()
                .stream()
                .map(element -> element.getAsJsonObject())
                .toList();
    }

    /** Runs of what opens a log that is there. */
    final List<CommandRun> everyCommand() {
        return List.of(
                LogRuns.tryAppend(log, new byte[0]),
                run("cat"),
                run("stat"),
                run("seal"),
                run("discard", "--before", "0"));
    }
}
