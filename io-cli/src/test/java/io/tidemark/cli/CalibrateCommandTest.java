package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidemark.cli.demo.OwnCommand;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {
    private static final String SPREAD = "[\\d.]+ [num]s \\.\\. [\\d.]+ [num]s";

    @TempDir
    private Path directory;

    @Test
    void theTableNamesTheFastestModeOfEachSizeAndNothingStays() {
        CommandRun run = CommandRun.of("calibrate", directory.toString(), "--seconds", "1");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith(directory + ": ")
                .containsPattern("(?m)^RECORD +.*MAPPED +BUFFERED +FASTEST$")
                .containsPattern("(?m)^\\d+ (B|KiB|MiB) .* (DAX_MAPPED|DAX_WRITE|DIRECT|MAPPED|BUFFERED|no clear"
                        + " difference)$")
                .containsPattern("(?m)^64 B +" + SPREAD + " {2,}" + SPREAD)
                .containsPattern("(?m)^BUFFERED +[1-8]+$")
                .contains("the higher the slower", "The standard policy takes ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theJsonHoldsEveryFigureAndChoice() {
        CommandRun run = CommandRun.of("calibrate", directory.toString(), "--seconds", "1", "--json");

        assertThat(run.code()).as(run.err()).isZero();
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(json.get("path").getAsString()).isEqualTo(directory.toString());
        assertThat(json.getAsJsonArray("appends"))
                .isNotEmpty()
                .allSatisfy(append -> assertThat(number(append, "nanos")).isPositive())
                .allSatisfy(append -> assertThat(number(append, "upperQuartileNanos"))
                        .isGreaterThanOrEqualTo(number(append, "nanos")));
        assertThat(json.getAsJsonArray("choices")).isNotEmpty();
    }

    private static double number(JsonElement append, String name) {
        return append.getAsJsonObject().get(name).getAsDouble();
    }

    @Test
    void theStoredProfileIsOfThisDeviceAndHoldsBothPromises() throws IOException {
        Path place = Files.createDirectory(directory.resolve("place"));
        Path stored = directory.resolve("profile");

        CommandRun run = CommandRun.of("calibrate", place.toString(), "--seconds", "1", "--store", stored.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).endsWith("The profile is in " + stored + ".\n");
        WriteProfile profile = WriteProfile.load(stored);
        assertThat(profile.device()).isEqualTo(Capabilities.probe(place).device());
        assertThat(Arrays.stream(Promise.values()).map(profile::modes))
                .allSatisfy(modes -> assertThat(modes).isNotEmpty());
    }

    @Test
    void anEarlierProfileIsReplaced() throws IOException {
        Path stored = directory.resolve("profile");
        WriteProfile earlier = new WriteProfile(
                "/elsewhere", "0:0", Instant.EPOCH, List.of(new Entry(RangeMode.BUFFERED, Promise.DURABLE, 64, 1.0)));
        earlier.store(stored);

        CommandRun run =
                CommandRun.of("calibrate", directory.toString(), "--seconds", "1", "--store", stored.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(WriteProfile.load(stored).measured()).isAfter(Instant.EPOCH);
        assertThat(directory.toFile().list()).containsExactly("profile");
    }

    @Test
    void aFileOfSomethingElseIsNotReplacedByAProfile() throws IOException {
        Path log = directory.resolve("log");
        CommandRun.with("a record\n".getBytes(StandardCharsets.UTF_8), "append", log.toString());
        Path text = Files.writeString(directory.resolve("text"), "dear reader");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("none"));
        byte[] before = Files.readAllBytes(log);

        for (Path other : List.of(log, text, link, directory)) {
            assertRefusedAtOnce(
                    other, "it can't be read as an earlier profile, and nothing else is replaced; name another file");
        }
        assertThat(log).hasBinaryContent(before);
        assertThat(text).hasContent("dear reader");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void aProfileThatCouldNotBeStoredIsNotMeasured() throws IOException {
        assertRefusedAtOnce(
                directory.resolve("none").resolve("profile"),
                "the directory " + directory.resolve("none") + " doesn't exist; make it, or name another path");
        assertRefusedAtOnce(
                Path.of("/proc/profile"),
                "no file can be created in its directory (no such file or directory); name another file");
        assertThat(directory).isEmptyDirectory();
    }

    /** The place isn't there either, and would be missed next. */
    private void assertRefusedAtOnce(Path store, String why) {
        CommandRun run = CommandRun.of("calibrate", "/no/such/place", "--store", store.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("tidemark: " + store + ": " + why + "\n");
    }

    @Test
    void aFullDiskIsToldWithWhatIsNeededAndWhatIsFree() {
        DiskFullException full =
                (DiskFullException) new ErrnoException("fallocate", Errno.ENOSPC).toIoException(Path.of("/d/MAPPED"));

        assertThat(CalibrateCommand.noSpace(Path.of("/d"), 5 << 20, full))
                .hasMessage(
                        "/d: there was no more space; measuring takes up to 300 MiB, and 5 MiB are free without it, so"
                                + " free some or name another directory");
    }

    @Test
    void whereNoFileCanBeMadeTheDirectoryThatWasTypedIsNamed() {
        CommandRun run = CommandRun.of("calibrate", "/proc/../proc", "--seconds", "1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("tidemark: /proc/../proc: no file can be created in it (its file system takes no new files),"
                        + " so nothing can be measured\n");
    }

    /** By a limit on the size of files, which a test can set without a file system of its own. */
    @Test
    @Timeout(60)
    void whatFailsWhileMeasuringIsToldOfTheDirectory() throws Exception {
        List<String> line = new ArrayList<>(List.of("bash", "-c", "ulimit -f 2048; exec \"$@\" 2>&1", "bash"));
        line.addAll(OwnCommand.line(Tidemark.class, List.of("calibrate", directory.toString(), "--seconds", "1")));
        Process calibrate = new ProcessBuilder(line).start();
        String output = new String(calibrate.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(calibrate.waitFor()).as(output).isEqualTo(1);
        assertThat(output)
                .startsWith("tidemark: " + directory + ": measuring failed: ")
                .contains("EFBIG")
                .hasLineCount(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsNoDirectoryIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(CommandRun.of("calibrate", file.toString()))
                .satisfies(run -> assertThat(run.code()).isEqualTo(1))
                .satisfies(run -> assertThat(run.err()).contains("not a directory"));
        assertThat(CommandRun.of("calibrate", directory.resolve("none").toString())
                        .code())
                .isEqualTo(1);
    }

    @Test
    void moreSecondsThanItMayTakeAreRefused() {
        CommandRun run = CommandRun.of("calibrate", directory.toString(), "--seconds", "21");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--seconds is 21, must be 1 to 20");
    }
}
