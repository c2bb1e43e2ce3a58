package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidemark.cli.demo.OwnCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo, tiny. */
class DemoCommandTest {
    private static final int DATA_BYTES = 3_500_000;

    @TempDir
    private Path directory;

    private static CommandRun demo(Path place, String... more) {
        return CommandRun.of(Stream.concat(Stream.of("demo", "--dir", place.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private Path input(String name, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    private static void assertNothingLeft(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("tidemark-demo-")))
                    .isEmpty();
        }
    }

    @Test
    void theRuntimeImageComesThroughAndNothingIsLeft() throws IOException {
        CommandRun demo = demo(directory, "--size", "3500000");

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.err()).isEmpty();
        assertThat(demo.out())
                .contains("DONE", "PLACE", "MAP", "LATENCY", "COST OF SEALING", "WRITE AMPLIFICATION", "COMPARED")
                .contains("A LOG, killed and recovered")
                .containsPattern("(?m)^recovered +[0-9,]+ lines in ")
                .containsPattern(
                        "(?m)^compared +[0-9,]+ lines [(]3.3 MiB[)], each with its line of the input: 0 mismatches$")
                .containsPattern("(?m)^input +the first 3.3 MiB of .*\\(\\d")
                .containsPattern("(?m)^file +.*\\(removed again\\)$")
                .containsPattern("(?m)^appended +3,500,000 bytes in [0-9,]+ records")
                .containsPattern("(?m)^durable by +[A-Z_]+, which survives ")
                .containsPattern("(?m)^Tidemark, \\d+ seals +3 MiB +\\d")
                .containsPattern("(?m)^copy to another file, force +3 MiB +\\d")
                .containsPattern("(?m)^append of a record +[1-9]")
                .containsPattern("(?m)^read, near the end +[0-9]")
                .containsPattern("(?m)^every byte, file open +3,500,000 bytes +0 mismatches")
                .containsPattern("(?m)^every byte, reopened +3,500,000 bytes +0 mismatches")
                .matches("(?s)\\A\\p{ASCII}+\\z");
        assertThat(count(demo, "read, near the end") + count(demo, "read, sealed range"))
                .as("reads, wherever there was time for them")
                .isPositive();
        assertNothingLeft(directory);
    }

    private static long count(CommandRun demo, String row) {
        Matcher found = Pattern.compile("(?m)^" + row + " +([0-9,]+) ").matcher(demo.out());
        assertThat(found.find()).as(row).isTrue();
        return Long.parseLong(found.group(1).replace(",", ""));
    }

    @Test
    void aLimitAtABorderLeavesATailToLookAt() throws IOException {
        CommandRun demo =
                demo(directory, "--size", "2M", input("in", DATA_BYTES).toString());

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out())
                .containsPattern("(?m)^input +the first 1.9 MiB of ")
                .contains("  T tail");
    }

    @Test
    void inputThatEndsAtABorderIsTakenWhole() throws IOException {
        CommandRun demo = demo(directory, input("in", 2 << 20).toString());

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out())
                .containsPattern("(?m)^appended +2,097,152 bytes ")
                .doesNotContain("0 of 0 pages");
    }

    @Test
    void onMemoryItSaysWhatSurvives() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "needs a writable /dev/shm");
        Path place = Files.createTempDirectory(memory, "tidemark-test-");
        try {
            CommandRun demo = demo(place, "--size", "2M");

            assertThat(demo.code()).as(demo.err()).isZero();
            assertThat(demo.out())
                    .contains("MEMORY_ONLY, which survives the process, not the machine")
                    .containsPattern("(?m)^tail +MAPPED: ");
            assertNothingLeft(place);
        } finally {
            Files.delete(place);
        }
    }

    @Test
    void aKeptFileComesWithTheCommandThatShowsIt() throws IOException {
        CommandRun demo = demo(directory, "--keep", input("in", 1000).toString());

        assertThat(demo.out())
                .containsPattern("\n\n[.]/tidemark ranges " + directory + "/tidemark-demo-[0-9]+/demo[.]tidemark\n"
                        + "[.]/tidemark stat " + directory + "/tidemark-demo-[0-9]+/demo[.]log\n$");
    }

    /** In a JVM of its own, because this one goes on. */
    @Test
    @Timeout(60)
    void anInterruptionIsOneLineAndCleansUp() throws Exception {
        assertThat(interrupted()).isEqualTo("tidemark: interrupted; removed\n");
        assertNothingLeft(directory);
        assertThat(interrupted("--keep"))
                .matches("tidemark: interrupted; kept " + directory + "/tidemark-demo-[0-9]+/demo[.]tidemark\n");
    }

    private String interrupted(String... more) throws Exception {
        Path err = Files.createTempFile("tidemark-test-", ".err");
        try {
            Path place = directory;
            List<String> arguments = new ArrayList<>(List.of("demo", "--batch-bytes", "1", "--dir", place.toString()));
            arguments.addAll(List.of(more));
            Process demo = new ProcessBuilder(OwnCommand.line(Tidemark.class, arguments))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(err.toFile())
                    .start();
            while (demo.isAlive() && !hasDemoFile(place)) {
                LockSupport.parkNanos(10_000_000); // It is another process, and tells nobody.
            }
            demo.destroy();
            assertThat(demo.waitFor()).isEqualTo(128 + 15);
            return Files.readString(err);
        } finally {
            Files.delete(err);
        }
    }

    private static boolean hasDemoFile(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.anyMatch(file -> file.endsWith("demo.tidemark"));
        }
    }

    @Test
    void givenFilesComeThroughInOrderAndAreKeptOnRequest() throws IOException {
        Path one = input("one", DATA_BYTES);
        Path two = input("two", 1);
        Path three = input("three", 70_000);

        CommandRun demo = demo(directory, "--json", "--keep", one.toString(), two.toString(), three.toString());

        assertThat(demo.code()).as(demo.err()).isZero();
        JsonObject json = JsonParser.parseString(demo.out()).getAsJsonObject();
        Path kept = Path.of(json.get("file").getAsString());
        int dataOffset = json.getAsJsonObject("mapOpen").get("dataOffset").getAsInt();
        byte[] written = Files.readAllBytes(kept);
        byte[] appended = new byte[DATA_BYTES + 1 + 70_000];
        System.arraycopy(Files.readAllBytes(one), 0, appended, 0, DATA_BYTES);
        System.arraycopy(Files.readAllBytes(two), 0, appended, DATA_BYTES, 1);
        System.arraycopy(Files.readAllBytes(three), 0, appended, DATA_BYTES + 1, 70_000);
        assertThat(Arrays.equals(written, dataOffset, written.length, appended, 0, appended.length))
                .isTrue();
        assertThat(kept.getParent().toFile().list()).containsExactlyInAnyOrder("demo.tidemark", "demo.log");
        assertThat(CommandRun.of("ranges", kept.toString()).code()).isZero();
        Path log = kept.resolveSibling("demo.log");
        assertThat(CommandRun.of("cat", log.toString(), "--from", "0").code()).isZero();
    }

    @Test
    void jsonCarriesWhatTheTextTells() throws IOException {
        CommandRun demo = demo(
                directory, "--json", "--readers", "1", input("in", DATA_BYTES).toString());

        JsonObject json = JsonParser.parseString(demo.out()).getAsJsonObject();
        assertThat(json.keySet())
                .containsExactly(
                        "input",
                        "file",
                        "kept",
                        "place",
                        "writing",
                        "latencyNanos",
                        "seal",
                        "copy",
                        "compared",
                        "mapOpen",
                        "mapReopened",
                        "log");
        JsonObject log = json.getAsJsonObject("log");
        assertThat(log.get("acknowledgedBeforeKill").getAsLong()).isPositive();
        assertThat(log.get("recovered").getAsLong())
                .isBetween(
                        log.get("acknowledgedBeforeKill").getAsLong(),
                        log.get("lines").getAsLong());
        assertThat(log.get("compared").getAsLong()).isEqualTo(log.get("lines").getAsLong());
        assertThat(json.getAsJsonObject("compared").get("reopenedBytes").getAsLong())
                .isEqualTo(DATA_BYTES);
        assertThat(json.getAsJsonObject("seal").has("copiedBytes")).isFalse();
        JsonObject writing = json.getAsJsonObject("writing");
        assertThat(writing.get("appendedBytes").getAsLong()).isEqualTo(DATA_BYTES);
        assertThat(writing.get("writtenBytes").getAsLong()).isGreaterThanOrEqualTo(DATA_BYTES);
        assertThat(writing.has("survives")).isFalse();
        assertThat(writing.get("survivesPowerLoss").getAsBoolean())
                .isEqualTo(!writing.get("mechanism").getAsString().equals("MEMORY_ONLY"));
        assertThat(writing.get("amplification").getAsDouble()).isGreaterThanOrEqualTo(1);
        if (writing.has("amplificationWithZerosAhead")) {
            assertThat(writing.get("amplificationWithZerosAhead").getAsDouble()).isGreaterThan(2);
        }
        assertThat(writing.get("forces").getAsLong()).isGreaterThanOrEqualTo(DATA_BYTES / (128 << 10));
        assertNothingLeft(directory);
    }

    @Test
    void inputThatFillsNoBorderSealsNothingAndNeedsNoReaders() throws IOException {
        CommandRun demo = demo(
                directory,
                "--readers",
                "0",
                "--batch-bytes",
                "1",
                input("in", 1000).toString());

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out())
                .contains("nothing was sealed")
                .containsPattern("(?m)^read, sealed range +0 +-")
                .containsPattern("(?m)^every byte, reopened +1,000 bytes +0 mismatches");
    }

    @Test
    void oneByteIsOneByteInOneRecord() throws IOException {
        CommandRun demo = demo(directory, "--readers", "1", input("in", 1).toString());

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out())
                .contains("1 byte in 1 record, made durable by ", "with 1 thread reading")
                .doesNotContainPattern("(?<![0-9,])1 bytes")
                .doesNotContain(" 0.0 MiB/s");
    }

    @Test
    void badInputAndBadPlacesAreOneLineAndExitCode1() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        Path file = input("file", 10);
        Path missing = directory.resolve("missing");

        for (CommandRun bad : List.of(
                demo(directory, empty.toString()),
                demo(directory, missing.toString()),
                demo(directory, directory.toString()),
                demo(directory, "/dev/null"),
                demo(missing),
                demo(file))) {
            assertThat(bad.code()).isEqualTo(1);
            assertThat(bad.out()).isEmpty();
            assertThat(bad.err()).startsWith("tidemark: /").hasLineCount(1);
        }
        assertNothingLeft(directory);
    }

    @Test
    void aPlaceThatTakesNoDirectoryIsNamedAsItWasGiven() {
        CommandRun demo = demo(Path.of("/proc"));

        assertThat(demo.code()).isEqualTo(1);
        assertThat(demo.err())
                .startsWith("tidemark: /proc: no directory can be made in it (")
                .hasLineCount(1);
    }

    @Test
    void aPlaceThatIsTooSmallIsOneLineThatSaysWhatToDo() throws IOException {
        Path huge = directory.resolve("huge");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(Files.getFileStore(directory).getTotalSpace());
        }

        CommandRun demo = demo(directory, "--size", "1000T", huge.toString());

        assertThat(demo.code()).isEqualTo(1);
        assertThat(demo.err())
                .contains("space written ahead of it", " MiB are free; take less with --size")
                .hasLineCount(1);
        assertNothingLeft(directory);
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() {
        for (CommandRun wrong : List.of(
                demo(directory, "--size", "0"),
                demo(directory, "--size", "much"),
                demo(directory, "--readers", "-1"),
                demo(directory, "--readers", "65"),
                demo(directory, "--batch-bytes", "1G"))) {
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .startsWith("tidemark: ")
                    .contains("demo --help")
                    .hasLineCount(1);
        }
    }
}
