package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.buffer.Unpooled;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with a header, sealed, discarded and mapped ranges and a tail, as the command shows it. */
class RangesCommandTest {
    private static final int BORDER = 64 << 10;

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void writeFile() throws IOException {
        path = directory.resolve("file.tide");
        HybridFileOptions options = HybridFileOptions.builder()
                .borderBytes(BORDER)
                .growthBytes(8 * BORDER)
                .tailBufferBytes(4 * BORDER)
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .build();
        try (HybridFile file = HybridFile.open(path, options)) {
            file.append(Unpooled.wrappedBuffer(new byte[4 * BORDER + 5]));
            file.force();
            file.discard(file.dataOffset() + BORDER, BORDER);
            file.assign(file.dataOffset() + 2 * BORDER, BORDER, RangeMode.CACHED_MAPPED);
        }
    }

    /** So that the test knows what is resident. */
    private void evict() throws IOException {
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readWrite())) {
            assumeFalse(file.facts().isMemoryBacked(), "memory keeps its pages");
            file.force();
            PageCache.drop(file, 0, file.size());
        }
    }

    @Test
    void theTableTellsOffsetLengthModeAndReason() {
        CommandRun ranges = CommandRun.of("ranges", path.toString());

        assertThat(ranges.code()).as(ranges.err()).isZero();
        assertThat(ranges.out())
                .startsWith(path + ": data from offset ")
                .containsPattern("(?m)^0 +\\d+ +header +HEADER +")
                .containsPattern("(?m)^\\d+ +65536 +sealed, cached +CACHED +.* of 16 pages \\(.*%\\) +\\S")
                .containsPattern("(?m)^\\d+ +65536 +discarded +DISCARDED +")
                .containsPattern("(?m)^\\d+ +65536 +sealed, mapped +CACHED_MAPPED +")
                .containsPattern("(?m)^\\d+ +5 +tail +(DIRECT|BUFFERED) +.* of 1 page ");
    }

    @Test
    void thePictureHasACellForEachSliceAndALegend() {
        CommandRun ranges = CommandRun.of("ranges", path.toString());

        String modes = ranges.out()
                .lines()
                .filter(line -> line.matches("[0-9.]+ (B|[KMG]iB) +[HCDMT]+"))
                .map(line -> line.replaceAll(".* ", ""))
                .reduce("", String::concat);
        assertThat(modes).matches("H+C{16}D{16}M{16}C{16}T");
        assertThat(ranges.out())
                .contains("A cell is 4 KiB.  H header  C sealed, cached  M sealed, mapped  D discarded  T tail")
                .matches("\\A\\p{ASCII}+\\z");
    }

    @Test
    void labelsAreApartFromTheMapHoweverLongTheyAre() throws IOException {
        Path twoMebibytes = directory.resolve("two");
        try (HybridFile file =
                HybridFile.open(twoMebibytes, HybridFileOptions.builder().build())) {
            file.append(Unpooled.wrappedBuffer(new byte[(2 << 20) - (int) file.dataOffset()]));
            file.force();
        }

        assertThat(CommandRun.of("ranges", twoMebibytes.toString()).out().lines())
                .filteredOn(line -> line.matches("[0-9.]+ (B|[KMG]iB) *[HCDMT]{16,}"))
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.matches("[0-9.]+ (B|[KMG]iB) +[HCDMT]+"))
                .anyMatch(line -> line.matches("[0-9]+ KiB  [HCDMT]+"));
    }

    @Test
    void shadesShowWhatThePageCacheHolds() throws IOException {
        evict();
        CommandRun before = CommandRun.of("ranges", path.toString());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            file.read(new byte[(int) file.length()]);
        }
        CommandRun after = CommandRun.of(Console.Colours.OFF, Console.Glyphs.UNICODE, 80, "ranges", path.toString());

        assertThat(before.out()).containsPattern("(?m)^ +[.]+$").doesNotContainPattern("(?m)^ +[.]*#");
        assertThat(after.out()).containsPattern("(?m)^ +\u2588+").doesNotContain("#");
    }

    @Test
    void looksAreNotReads() throws IOException {
        evict();
        CommandRun.of("ranges", path.toString());

        assertThat(rangesOf(CommandRun.of("ranges", "--json", path.toString())))
                .filteredOn(range -> range.get("part").getAsString().startsWith("cached"))
                .allSatisfy(range ->
                        assertThat(range.get("residentPages").getAsInt()).isZero());
    }

    @Test
    void aTerminalGetsColoursAndItsWidth() {
        CommandRun ranges = CommandRun.of(Console.Colours.ON, Console.Glyphs.UNICODE, 60, "ranges", path.toString());

        assertThat(ranges.out()).contains("\u001b[32mC").contains("\u001b[33mT").contains("\u00b7 nothing");
        assertThat(ranges.out().replaceAll("\u001b\\[[0-9]+m", "").lines())
                .filteredOn(line -> line.matches(".*[HCDMT]{9,}.*"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    }

    @Test
    void jsonHasStableNames() {
        CommandRun ranges = CommandRun.of("ranges", "--json", path.toString());

        JsonObject json = JsonParser.parseString(ranges.out()).getAsJsonObject();
        assertThat(json.keySet()).containsExactly("path", "dataOffset", "endOffset", "borderBytes", "ranges");
        assertThat(rangesOf(ranges))
                .extracting(range -> range.get("part").getAsString())
                .containsExactly("header", "cached", "discarded", "mapped", "cached", "tail");
        assertThat(rangesOf(ranges).get(1).keySet())
                .containsExactly("offset", "length", "part", "mode", "reason", "pages", "residentPages");
        assertThat(rangesOf(ranges))
                .allSatisfy(range -> assertThat(range.get("residentPages").getAsLong())
                        .isBetween(0L, range.get("pages").getAsLong()));
    }

    @Test
    void aSymbolicLinkIsFollowed() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);

        assertThat(CommandRun.of("ranges", link.toString()).code()).isZero();
    }

    @Test
    void whatIsNoTidemarkFileIsOneLineAndExitCode1() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no tide here");
        Path empty = Files.createFile(directory.resolve("empty"));
        Path truncated = Files.copy(path, directory.resolve("truncated"));
        try (RandomAccessFile file = new RandomAccessFile(truncated.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        Path missing = directory.resolve("missing");

        for (Path bad : List.of(text, empty, truncated, missing, directory, Path.of("/dev/null"))) {
            CommandRun ranges = CommandRun.of("ranges", bad.toString());

            assertThat(ranges.code()).as(bad.toString()).isEqualTo(1);
            assertThat(ranges.out()).isEmpty();
            assertThat(ranges.err()).startsWith("tidemark: " + bad + ": ").hasLineCount(1);
        }
    }

    @Test
    void ofAForeignFileBothRefusalsAreToldAndOfATidemarkFileItsOwn() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no tide here");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }

        assertThat(CommandRun.of("ranges", text.toString()).err())
                .isEqualTo(
                        "tidemark: " + text
                                + ": neither a file of Tidemark's (it does not begin with the header of a"
                                + " HybridFile; give another path, or open it as a log) nor a log (it is no log of Tidemark's)\n");
        assertThat(CommandRun.of("ranges", path.toString()).err())
                .startsWith("tidemark: " + path + ": its data reaches to offset ")
                .contains("it was truncated underneath");
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() {
        for (CommandRun wrong : List.of(
                CommandRun.of("ranges"), CommandRun.of("ranges", "a", "b"), CommandRun.of("ranges", "--jsno", "a"))) {
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .startsWith("tidemark: ")
                    .contains("ranges --help")
                    .hasLineCount(1);
        }
    }

    private static List<JsonObject> rangesOf(CommandRun run) {
        JsonArray ranges = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("ranges");
        return ranges.asList().stream()
                .map(element -> element.getAsJsonObject())
                .toList();
    }
}
