package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.tidemark.file.OpenMode;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Layout;
import io.tidemark.log.LogOptions;
import io.tidemark.mode.AccessMode;
import io.tidemark.mode.ModeChoice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that look at a log's segments or change them, and what all commands say about a bad one. */
class LogCommandsTest {
    @TempDir
    private Path directory;

    private Path log;

    @BeforeEach
    void nameLog() {
        log = directory.resolve("log");
    }

    private CommandRun run(String command, String... more) {
        return CommandRun.of(Stream.concat(Stream.of(command, log.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void aSealCompletesTheTailAndAppendsGoOn() {
        LogRuns.append(log, "0\n1\n");

        assertThat(run("seal").out()).isEqualTo("sealed up to sequence 1\n");
        assertThat(run("seal").out()).isEqualTo("sealed up to sequence 1\n");
        LogRuns.append(log, "2\n");

        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n2\n");
        assertThat(segments()).hasSize(2);
        assertThat(segments().get(0).get("state").getAsString()).isEqualTo("sealed");
    }

    @Test
    void anEmptyLogHasNothingToSeal() {
        LogRuns.append(log, "");

        assertThat(run("seal").out()).isEqualTo("no records, so nothing to seal\n");
        assertThat(run("stat").out()).startsWith(log + ": no records, goes on with sequence 0, ");
    }

    @Test
    void whatIsDiscardedIsGoneSegmentBySegment() {
        LogRuns.append(log, "0\n1\n");
        run("seal");
        LogRuns.append(log, "2\n3\n");

        assertThat(run("discard", "--before", "1").out())
                .isEqualTo("0 records discarded, the log begins with sequence 0 and not 1: the segment with sequences 0"
                        + " to 1 can only go as a whole\n");
        assertThat(run("discard", "--before", "2").out())
                .isEqualTo("2 records discarded, the log begins with sequence 2\n");
        assertThat(run("discard", "--before", "4").out())
                .isEqualTo(
                        "0 records discarded, the log begins with sequence 2 and not 4: the last segment stays ('seal'"
                                + " begins a new one)\n");
        assertThat(LogRuns.cat(log).out()).isEqualTo("2\n3\n");
        assertThat(run("cat", "--from", "0").err()).contains("there is no sequence 0: the log holds 2 to 3");
        assertThat(run("discard", "--before", "9").err())
                .contains("there is no sequence 9: ")
                .hasLineCount(1);
        assertThat(run("discard", "--before", "-1").err()).contains("sequences are 0 at least");
    }

    @Test
    void statTellsSequencesAndSegments() {
        LogRuns.append(log, LogRuns.lines(20_000, 100));

        CommandRun stat = run("stat");

        assertThat(stat.code()).as(stat.err()).isZero();
        assertThat(stat.out())
                .startsWith(log + ": 20,000 records, sequences 0 to 19999, known to be durable up to ")
                .contains(", 2.6 MiB in 3 segments\n")
                .containsPattern("(?m)^0 +sealed +[A-Z_]+ +0 +\\d+ +\\d+ +\\S.* pages? .* 0 +0{19}\\.segment$")
                .containsPattern("(?m)^2 +open +[A-Z_, ]+ +\\d+ +\\d+ +\\d+ ");
    }

    @Test
    void statAsJsonHasStableNames() {
        LogRuns.append(log, "0\n1\n");

        JsonObject json = JsonParser.parseString(run("stat", "--json").out()).getAsJsonObject();

        assertThat(json.keySet())
                .containsExactly("path", "firstSequence", "lastSequence", "durableSequence", "segments");
        assertThat(json.get("lastSequence").getAsLong()).isEqualTo(1);
        assertThat(segments().get(0).keySet())
                .containsExactly(
                        "number",
                        "state",
                        "modes",
                        "firstSequence",
                        "records",
                        "bytes",
                        "path",
                        "offset",
                        "pages",
                        "residentPages");
        assertThat(segments().get(0).get("records").getAsLong()).isEqualTo(2);
    }

    private List<JsonObject> segments() {
        return JsonParser.parseString(run("stat", "--json").out())
                .getAsJsonObject()
                .getAsJsonArray("segments")
                .asList()
                .stream()
                .map(element -> element.getAsJsonObject())
                .toList();
    }

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

    /** The rows of cells, without their labels. */
    private static String cells(CommandRun run) {
        return run.out()
                .lines()
                .filter(line -> line.matches("[0-9.]+ (B|[KMG]iB) +[CMBTF]+"))
                .map(line -> line.replaceAll(".* ", ""))
                .reduce("", String::concat);
    }

    @Test
    void thePictureShowsWhatIsSealedAndWhatIsTheTail() {
        LogRuns.append(log, LogRuns.lines(20_000, 100));

        for (String command : List.of("stat", "ranges")) {
            CommandRun run = run(command);

            assertThat(cells(run)).as(command).matches("[CM]{80,}T{20,}F*");
            assertThat(run.out())
                    .contains("A cell is ", "In the page cache: ", "T tail")
                    .matches("\\A\\p{ASCII}+\\z");
        }
    }

    @Test
    void thePictureOfASingleFileShowsFreeSlots() {
        byte[] lines = LogRuns.lines(20_000, 100).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        CommandRun.with(lines, "append", log.toString(), "--segment-bytes", "1M");
        assertThat(cells(run("stat"))).matches("[CM]{80,}T{20,}F*");

        assertThat(run("discard", "--before", "15000").code()).isZero();

        assertThat(cells(run("stat"))).matches("F{40,}[CM]{40,}T{20,}F*");
        assertThat(cells(run("ranges"))).as("the first slot is free").matches("F{40,}[CM]{40,}T{20,}F*");
        assertThat(run("stat").out()).contains("F free");
    }

    /** As a creation leaves it that was cut short: nothing, zeros, or a directory with no more than its lock or its file system's. */
    private enum Remains {
        NOTHING,
        FEW_ZEROS,
        ZEROS,
        EMPTY_DIRECTORY,
        EMPTY_FILE_SYSTEM,
        DIRECTORY_WITH_LOCK;

        void make(Path log) throws IOException {
            switch (this) {
                case NOTHING -> Files.createFile(log);
                case FEW_ZEROS -> Files.write(log, new byte[100]);
                case ZEROS -> Files.write(log, new byte[3 << 20]);
                case EMPTY_DIRECTORY -> Files.createDirectory(log);
                case EMPTY_FILE_SYSTEM ->
                    Files.createDirectory(Files.createDirectory(log).resolve("lost+found"));
                case DIRECTORY_WITH_LOCK ->
                    Files.createFile(Files.createDirectory(log).resolve("lock"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // Nobody waits for what may never be a log.
    void whatACreationLeftThatWasCutShortIsNoLogYetAndAppendMakesItOne(Remains remains) throws IOException {
        remains.make(log);
        List<String> before = state();

        for (CommandRun run : List.of(
                run("cat"),
                run("cat", "--follow"),
                run("stat"),
                run("ranges"),
                run("verify"),
                run("salvage", directory.resolve("new").toString()),
                run("seal"),
                run("discard", "--before", "0"))) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .isEqualTo(
                            "tidemark: " + log + ": it is no log yet: it holds no more than a creation leaves that was"
                                    + " cut short; 'append' makes it one\n");
        }
        assertThat(state()).isEqualTo(before);
        CommandRun append = CommandRun.with(new byte[] {'0', '\n'}, "append", log.toString());
        assertThat(append.code()).as(append.err()).isZero();
        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
    }

    /** Each file of the test with its size. */
    private List<String> state() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file + " "
                            + (Files.isDirectory(file) ? "" : file.toFile().length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
        Files.createDirectory(log);
        Files.writeString(log.resolve("letter"), "dear reader");
        Files.createFile(log.resolve("lock")); // Programs of all kinds have one.

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("tidemark: " + log
                            + ": a directory, but no log: it holds no segments, but other files (letter)\n");
        }
        assertThat(log.toFile().list()).containsExactlyInAnyOrder("letter", "lock");
    }

    @Test
    void aFileThatIsNoLogIsOneLine() throws IOException {
        Files.writeString(log, "dear reader");

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("tidemark: " + log + ": ").hasLineCount(1);
        }
        assertThat(log).hasContent("dear reader");
    }

    @Test
    void aMissingLogIsOneLineButForAppend() {
        for (CommandRun run : List.of(
                run("cat"),
                run("stat"),
                run("seal"),
                run("discard", "--before", "0"),
                run("verify"),
                run("salvage", "new"))) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("tidemark: " + log + ": no such file or directory\n");
        }
        assertThat(log).doesNotExist();
    }

    @Test
    void aSymbolicLinkToAFileIsOneLineThatNamesItsTarget() throws IOException {
        Path target = directory.resolve("target");
        CommandRun.with(new byte[] {'0', '\n'}, "append", target.toString(), "--segment-bytes", "1M");
        Files.createSymbolicLink(log, target);

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("tidemark: " + log + ": it is a symbolic link to " + target
                            + "; name that, because links to files are not followed\n");
        }
        assertThat(LogRuns.cat(target).out()).isEqualTo("0\n");
    }

    @Test
    void aSymbolicLinkToNothingIsOneLineThatNamesItsTarget() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(log, target);

        for (CommandRun run : everyCommand()) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("tidemark: " + log + ": it is a symbolic link to " + target + ", where nothing is\n");
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aSymbolicLinkToADirectoryIsFollowed() throws IOException {
        Path target = directory.resolve("target");
        LogRuns.append(target, "0\n");
        Files.createSymbolicLink(log, target);

        LogRuns.append(log, "1\n");

        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n1\n");
    }

    @Test
    void somebodyElsesLockIsOneLineAndReadingGoesOn() throws IOException {
        LogRuns.append(log, "0\n");
        try (HybridLog other = LogPlace.open(log, OpenMode.OPEN_EXISTING)) {
            assertThat(other.lastSequence()).isZero();
            for (CommandRun run :
                    List.of(LogRuns.tryAppend(log, new byte[0]), run("seal"), run("discard", "--before", "0"))) {
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err())
                        .startsWith("tidemark: " + log + ": another writer has the log open")
                        .hasLineCount(1);
            }
            assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
        }
    }

    private void damage() throws IOException {
        LogRuns.append(log, "0\n1\n");
        run("seal");
        try (RandomAccessFile file =
                new RandomAccessFile(log.resolve("0".repeat(19) + ".segment").toFile(), "rw")) {
            file.seek(128 + 32 + 32);
            file.write('x');
        }
    }

    @Test
    void damageIsOneLineThatSaysWhere() throws IOException {
        damage();

        CommandRun cat = run("cat");

        assertThat(cat.code()).isEqualTo(1);
        assertThat(cat.out()).isEmpty();
        assertThat(cat.err())
                .startsWith("tidemark: " + log)
                .contains("damaged at offset 160, from sequence 0 on: ")
                .hasLineCount(1);
    }

    @Test
    void verifyTellsDamageByItsExitCode() throws IOException {
        LogRuns.append(log, "0\n1\n");
        CommandRun intact = run("verify");
        assertThat(intact.code()).as(intact.err()).isZero();
        assertThat(intact.out())
                .startsWith(log + ": intact, 2 records (sequences 0 to 1) and ")
                .hasLineCount(1);

        damage();
        CommandRun verify = run("verify");
        CommandRun json = run("verify", "--json");

        assertThat(verify.code()).as(verify.err()).isEqualTo(1);
        assertThat(verify.out())
                .contains(": damaged at offset 160, from sequence 0 on: ")
                .contains(log + ": 1 problem, ")
                .hasLineCount(2);
        assertThat(json.code()).isEqualTo(1);
        JsonObject found = JsonParser.parseString(json.out()).getAsJsonObject();
        assertThat(found.keySet())
                .containsExactly(
                        "path", "intact", "segments", "records", "firstSequence", "lastSequence", "bytes", "problems");
        assertThat(found.get("intact").getAsBoolean()).isFalse();
        assertThat(found.getAsJsonArray("problems").get(0).getAsJsonObject().keySet())
                .containsExactly("path", "offset", "sequence", "description");
    }

    /** An opening, too, takes it for discarded; the sequences tell who knows better. */
    @Test
    void verifyTellsWhereALogBeginsWhoseFirstHeaderIsZero() throws IOException {
        LogOptions options = LogOptions.builder()
                .segmentBytes(1 << 20)
                .durability(Durability.onDemand())
                .build();
        long first;
        try (HybridLog twoSegments = HybridLog.open(log, options)) {
            while (twoSegments.segments().size() < 2) {
                twoSegments.append(Unpooled.wrappedBuffer(new byte[100_000]));
            }
            first = twoSegments.segments().get(1).firstSequence();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.write(new byte[128]);
        }

        CommandRun verify = run("verify");
        JsonObject json = JsonParser.parseString(run("verify", "--json").out()).getAsJsonObject();

        assertThat(verify.out()).startsWith(log + ": intact, 1 record (sequence " + first + ") and ");
        assertThat(json.get("firstSequence").getAsLong()).isEqualTo(first);
        assertThat(json.get("lastSequence").getAsLong()).isEqualTo(first);
    }

    @Test
    void verifyNamesALogAndItsFilesAsTheyWereTyped() throws IOException {
        damage();
        Path typed = Path.of("").toAbsolutePath().relativize(log);

        CommandRun verify = CommandRun.of("verify", typed.toString());
        CommandRun json = CommandRun.of("verify", "--json", typed.toString());

        String segment = typed.resolve("0".repeat(19) + ".segment").toString();
        assertThat(verify.out().lines())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith(segment + ": damaged at offset 160, "),
                        summary -> assertThat(summary).startsWith(typed + ": 1 problem, "));
        JsonObject found = JsonParser.parseString(json.out()).getAsJsonObject();
        JsonObject problem = found.getAsJsonArray("problems").get(0).getAsJsonObject();
        assertThat(problem.get("path").getAsString()).isEqualTo(segment);
    }

    /** A writer was killed before it forced anything, and of three records the second one is torn. */
    private void tearSecondOfThree() throws IOException {
        Path original = directory.resolve("original");
        LogOptions options = LogOptions.builder()
                .layout(Layout.SINGLE_FILE)
                .segmentBytes(1 << 20)
                .tail(ModeChoice.require(AccessMode.BUFFERED))
                .durability(Durability.onDemand())
                .build();
        try (HybridLog killed = HybridLog.open(original, options)) {
            for (int i = 0; i < 3; i++) {
                killed.append(Unpooled.copiedBuffer("" + i, StandardCharsets.US_ASCII));
            }
            Files.copy(original, log);
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(160 + 40 + 32);
            file.write('x');
        }
    }

    @Test
    void verifyTellsWhatItLeavesOut() throws IOException {
        tearSecondOfThree();

        CommandRun verify = run("verify");
        CommandRun json = run("verify", "--json");

        assertThat(verify.code()).isZero();
        assertThat(verify.out().lines())
                .satisfiesExactly(
                        left -> assertThat(left)
                                .isEqualTo(log + ": left out 1 record behind the log's end: never acknowledged, and the"
                                        + " next opening for writing drops it; the end is at offset 200 of " + log),
                        summary -> assertThat(summary).startsWith(log + ": intact, 1 record (sequence 0) and "));
        JsonObject left = JsonParser.parseString(json.out()).getAsJsonObject().getAsJsonObject("leftOut");
        assertThat(left.keySet()).containsExactly("path", "offset", "records", "segments", "description");
        assertThat(left.get("records").getAsLong()).isEqualTo(1);
    }

    @Test
    void verifyAsJsonTellsAlsoOfWhatCannotBeReadAtAll() throws IOException {
        LogRuns.append(log, "0\n");
        Path segment = log.resolve("0".repeat(19) + ".segment");
        byte[] intact = Files.readAllBytes(segment);
        for (int offset : List.of(0, 8, 40)) {
            byte[] damaged = intact.clone();
            damaged[offset] ^= 2;
            Files.write(segment, damaged);

            CommandRun verify = run("verify");
            CommandRun json = run("verify", "--json");

            assertThat(verify.code()).isEqualTo(1);
            assertThat(verify.err()).startsWith("tidemark: " + log).hasLineCount(1);
            assertThat(json.code()).isEqualTo(1);
            assertThat(json.err()).isEmpty();
            JsonObject found = JsonParser.parseString(json.out()).getAsJsonObject();
            assertThat(found.keySet())
                    .containsExactly(
                            "path",
                            "intact",
                            "segments",
                            "records",
                            "firstSequence",
                            "lastSequence",
                            "bytes",
                            "problems");
            assertThat(found.get("intact").getAsBoolean()).isFalse();
            JsonObject problem = found.getAsJsonArray("problems").get(0).getAsJsonObject();
            assertThat(verify.err()).contains(problem.get("description").getAsString());
        }
    }

    @Test
    void salvageRescuesWhatIsIntactIntoANewLog() throws IOException {
        damage();
        Path rescued = directory.resolve("rescued");

        CommandRun salvage = run("salvage", rescued.toString());

        assertThat(salvage.code()).as(salvage.err()).isEqualTo(3);
        assertThat(salvage.out()).isEqualTo("""
                        lost: sequence 0, in front of the new log's sequence 0
                        1 record rescued, from sequence 1 of the old log on
                        """);
        assertThat(LogRuns.cat(rescued).out()).isEqualTo("1\n");
        CommandRun again = run("salvage", rescued.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("tidemark: " + rescued + ": exists already; name a path where nothing is\n");
    }

    @Test
    void whatIsSalvagedHasTheLayoutAndTheSegmentsOfTheDamagedLog() throws IOException {
        CommandRun append = CommandRun.with(
                "a\nb\nc\n".getBytes(StandardCharsets.US_ASCII),
                "append",
                log.toString(),
                "--layout",
                "directory",
                "--segment-bytes",
                "2M");
        assertThat(append.code()).as(append.err()).isZero();
        Path second = log.resolve("0".repeat(19) + ".segment");
        try (RandomAccessFile file = new RandomAccessFile(second.toFile(), "rw")) {
            file.seek(160 + 40 + 32); // The payload of the second record.
            file.write('x');
        }
        Path rescued = directory.resolve("rescued");

        CommandRun salvage = run("salvage", rescued.toString());

        assertThat(salvage.out()).isEqualTo("""
                        lost: sequence 1, in front of the new log's sequence 1
                        2 records rescued, from sequence 0 of the old log on
                        """);
        assertThat(salvage.code()).as("records are lost").isEqualTo(3);
        try (HybridLog log = HybridLog.open(
                rescued, LogOptions.builder().openMode(OpenMode.READ_ONLY).build())) {
            assertThat(log.layout()).isEqualTo(Layout.DIRECTORY);
            assertThat(log.segmentBytes()).isEqualTo(2 << 20);
        }
    }

    @Test
    void aLogInASingleFileIsTheDefault() {
        CommandRun append = CommandRun.with(new byte[] {'0', '\n'}, "append", log.toString(), "--segment-bytes", "1M");

        assertThat(append.code()).as(append.err()).isZero();
        assertThat(log).isRegularFile();
        assertThat(LogRuns.cat(log).out()).isEqualTo("0\n");
        assertThat(run("stat").out()).startsWith(log + ": 1 record, sequence 0, ");
        assertThat(run("ranges").out()).startsWith(log + ": a log of 1 segment\n");
        assertThat(run("verify").code()).isZero();
    }

    private List<CommandRun> everyCommand() {
        return List.of(
                LogRuns.tryAppend(log, new byte[0]),
                run("cat"),
                run("stat"),
                run("seal"),
                run("discard", "--before", "0"));
    }
}
