package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command, in this process. */
class TidemarkTest {
    @TempDir
    private Path directory;

    @Test
    void helpAndVersionGoToStandardOutput() {
        CommandRun help = CommandRun.of("--help");
        CommandRun version = CommandRun.of("--version");

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: tidemark", "probe", "--stacktrace");
        assertThat(help.err()).isEmpty();
        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("tidemark ").doesNotContain("${");
    }

    @Test
    void eachSubcommandHasHelp() {
        CommandRun help = CommandRun.of("probe", "--help");

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: tidemark probe", "--json", "PATH");
    }

    @Test
    void theHelpHasOneShortLineForEachCommand() {
        CommandRun help = CommandRun.of("--help");

        assertThat(help.out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("Commands:"))
                        .takeWhile(line -> !line.isEmpty()))
                .hasSize(13)
                .allSatisfy(line -> assertThat(line).matches("Commands:|  [a-z]+ +[A-Z].{1,59}[.]"));
    }

    @Test
    void everyHelpListsTheExitCodesInTheSameWay() {
        CommandRun root = CommandRun.of("--help");
        List<CommandRun> helps = new ArrayList<>(List.of(root));
        root.out()
                .lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .forEach(line -> helps.add(CommandRun.of(line.strip().replaceAll(" .*", ""), "--help")));

        assertThat(helps).hasSize(13).allSatisfy(help -> {
            assertThat(help.code()).isZero();
            assertThat(exitCodes(help))
                    .startsWith("0", "1", "2")
                    .endsWith("130")
                    .isSubsetOf("0", "1", "2", "3", "130");
            assertThat(help.out())
                    .containsPattern("(?m)^  2     Wrong usage[.]$")
                    .containsPattern("(?m)^  130   Interrupted \\(143: terminated, 129: hung up\\)[.]$");
        });
    }

    private static List<String> exitCodes(CommandRun help) {
        return help.out()
                .lines()
                .dropWhile(line -> !line.equals("Exit codes:"))
                .filter(line -> line.matches("  [0-9]+ +[A-Z].*"))
                .map(line -> line.strip().replaceAll(" .*", ""))
                .toList();
    }

    @Test
    void helpIsACommandToo() {
        for (Console.Colours colours : Console.Colours.values()) {
            assertThat(CommandRun.of(colours, 80, "help").out())
                    .isEqualTo(CommandRun.of(colours, 80, "--help").out());
            assertThat(CommandRun.of(colours, 80, "help", "append").out())
                    .isEqualTo(CommandRun.of(colours, 80, "append", "--help").out());
        }
        CommandRun unknown = CommandRun.of("help", "bogus");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).isEqualTo("tidemark: unknown command 'bogus' (see 'tidemark --help')\n");
    }

    @Test
    void anUnknownCommandIsCalledSo() {
        CommandRun bogus = CommandRun.of("bogus", "--json", "x");

        assertThat(bogus.code()).isEqualTo(2);
        assertThat(bogus.err()).isEqualTo("tidemark: unknown command 'bogus' (see 'tidemark --help')\n");
    }

    @Test
    void anEmptyPathIsWrongUsage() {
        for (CommandRun empty : List.of(
                CommandRun.of("probe", ""),
                CommandRun.of("ranges", ""),
                CommandRun.of("demo", ""),
                CommandRun.of("demo", "--dir", ""))) {
            assertThat(empty.code()).isEqualTo(2);
            assertThat(empty.out()).isEmpty();
            assertThat(empty.err()).contains("the path is empty").hasLineCount(1);
        }
    }

    @Test
    void aPathMayBeginWithAnAt() {
        for (String path : List.of("@pom.xml", "@src", "@missing")) {
            CommandRun stat = CommandRun.of("stat", path);

            assertThat(stat.code()).isEqualTo(1);
            assertThat(stat.err()).isEqualTo("tidemark: " + path + ": no such file or directory\n");
        }
    }

    @Test
    void charactersThatAPathCannotHaveAreWrongUsageWithAdvice() {
        for (CommandRun lost : List.of(CommandRun.of("stat", "a\0b"), CommandRun.of("demo", "a\0b"))) {
            assertThat(lost.code()).isEqualTo(2);
            assertThat(lost.err())
                    .contains("the path 'a\\x00b' has characters that the locale doesn't know; set LC_ALL=C.UTF-8")
                    .hasLineCount(1);
        }
    }

    @Test
    void aProbeTellsEachFeatureAndWhatFollows() {
        CommandRun probe = CommandRun.of("probe", directory.toString());

        assertThat(probe.code()).as(probe.err()).isZero();
        assertThat(probe.err()).isEmpty();
        assertThat(probe.out()).startsWith(directory + ": ");
        for (Feature feature : Feature.values()) {
            assertThat(probe.out()).containsPattern("(?m)^" + feature + " +(yes|no) +\\S");
        }
        assertThat(probe.out()).containsPattern("(?m)^tail +[A-Z_]+ +\\S").containsPattern("(?m)^sealed +[A-Z_]+ +\\S");
        assertThat(probe.out()).containsPattern("(?m)^DAX_WRITE +no +DAX is missing: ");
        assertThat(probe.out()).doesNotContain("\u001b");
    }

    @Test
    void onATerminalTextIsColouredAndWrapped() {
        CommandRun probe = CommandRun.of(Console.Colours.ON, 72, "probe", directory.toString());

        assertThat(probe.out()).contains("\u001b[32myes\u001b[0m");
        assertThat(probe.out().replaceAll("\u001b\\[[0-9]+m", "").lines().skip(1))
                .filteredOn(line -> line.strip().contains(" "))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(72));
    }

    @Test
    void jsonHasStableNames() {
        CommandRun probe = CommandRun.of("probe", "--json", directory.toString());

        JsonObject json = JsonParser.parseString(probe.out()).getAsJsonObject();
        assertThat(probe.code()).isZero();
        assertThat(json.keySet())
                .containsExactly(
                        "path",
                        "fileSystem",
                        "device",
                        "blockBytes",
                        "writeUnitBytes",
                        "writeCache",
                        "features",
                        "tail",
                        "sealed",
                        "modes");
        assertThat(json.get("path").getAsString()).isEqualTo(directory.toString());
        assertThat(names(json.getAsJsonArray("features"))).isEqualTo(namesOf(Feature.values()));
        assertThat(names(json.getAsJsonArray("modes"))).isEqualTo(namesOf(RangeMode.values()));
        assertThat(json.getAsJsonObject("tail").keySet()).containsExactly("mode", "reason");
        assertThat(json.getAsJsonArray("features").get(0).getAsJsonObject().keySet())
                .containsExactly("name", "available", "evidence");
    }

    @Test
    void aMissingPathIsOneLineAndExitCode1() {
        CommandRun probe = CommandRun.of("probe", directory.resolve("missing").toString());

        assertThat(probe.code()).isEqualTo(1);
        assertThat(probe.out()).isEmpty();
        assertThat(probe.err()).isEqualTo("tidemark: " + directory + "/missing: no such file or directory\n");
    }

    @Test
    void aDeviceIsOneLineAndExitCode1() {
        CommandRun probe = CommandRun.of("probe", "/dev/null");

        assertThat(probe.code()).isEqualTo(1);
        assertThat(probe.err())
                .startsWith("tidemark: /dev/null: neither a regular file")
                .hasLineCount(1);
    }

    @Test
    void aPlaceThatTakesNoFilesIsOneLineAndExitCode1() {
        CommandRun probe = CommandRun.of("probe", "/proc");
        CommandRun json = CommandRun.of("probe", "--json", "/proc");

        assertThat(probe.code()).isEqualTo(1);
        assertThat(probe.out()).isEmpty();
        assertThat(probe.err())
                .startsWith("tidemark: no file can be created in /proc (")
                .endsWith("), so nothing could be tried\n")
                .hasLineCount(1);
        assertThat(json.code()).isZero();
        assertThat(json.out()).contains("\"features\"", "not probed: ");
        assertOnlyNotProbed(json);
    }

    /** What nobody tried is neither there nor missing, and no mode is named as if it were. */
    private static void assertOnlyNotProbed(CommandRun probe) {
        JsonObject json = JsonParser.parseString(probe.out()).getAsJsonObject();
        for (String range : List.of("tail", "sealed")) {
            assertThat(json.getAsJsonObject(range).keySet()).containsExactly("reason");
            assertThat(json.getAsJsonObject(range).get("reason").getAsString()).startsWith("not probed: ");
        }
        for (JsonElement mode : json.getAsJsonArray("modes")) {
            assertThat(mode.getAsJsonObject().get("cause").getAsString()).isNotEmpty();
            if (mode.getAsJsonObject().has("available")) {
                assertThat(mode.getAsJsonObject().get("available").getAsBoolean())
                        .isFalse();
            }
        }
        for (JsonElement feature : json.getAsJsonArray("features")) {
            boolean isTried =
                    !feature.getAsJsonObject().get("evidence").getAsString().startsWith("not probed");
            assertThat(feature.getAsJsonObject().has("available")).isEqualTo(isTried);
        }
    }

    @Test
    void aProbedFileIsOnlyLookedAtAndTheTableSaysSoOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "untouched");

        CommandRun probe = CommandRun.of("probe", file.toString());

        assertThat(probe.code()).as(probe.err()).isZero();
        assertThat(probe.out()).containsOnlyOnce("(tried with a new file in its directory)");
        assertThat(Files.readString(file)).isEqualTo("untouched");
    }

    @Test
    void theCauseOfARefusalIsTold() {
        Refusal refusal = new Refusal("/a, b", "permission denied");
        Capabilities place =
                new Capabilities("/a, b", "ext4", "0:0", 0, 4096, "unknown", Map.of(), Optional.of(refusal));

        assertThat(new ProbeTrials(place).refusal()).hasValue("no file can be created in /a, b (permission denied)");
    }

    @Test
    void aFileIsLookedAtWhereNoneCanBeCreatedBesideIt() {
        CommandRun probe = CommandRun.of("probe", "/proc/version");

        assertThat(probe.code()).as(probe.err()).isZero();
        assertThat(probe.out())
                .startsWith("/proc/version: ")
                .containsOnlyOnce("(no file can be created in /proc (its file system takes no new files), so only the"
                        + " file itself was looked at)")
                .containsPattern("(?m)^DAX +no +statx of the file: STATX_ATTR_DAX is off$")
                .containsPattern("(?m)^DIRECT_IO +\\? +not probed$")
                .containsPattern("(?m)^DIRECT +\\? +not probed$")
                .containsPattern("(?m)^MAPPED +\\? +not probed$")
                .containsPattern("(?m)^BUFFERED +\\? +not probed$")
                .containsPattern("(?m)^DAX_WRITE +no +DAX is missing: statx of the file: STATX_ATTR_DAX is off$")
                .containsPattern("(?m)^tail +\\? +not probed$")
                .containsPattern("(?m)^sealed +\\? +not probed$")
                .contains(" on device ");
    }

    @Test
    void aStackTraceComesOnRequest() {
        String missing = directory.resolve("missing").toString();

        for (CommandRun probe : List.of(
                CommandRun.of("--stacktrace", "probe", missing), CommandRun.of("probe", "--stacktrace", missing))) {
            assertThat(probe.code()).isEqualTo(1);
            assertThat(probe.err()).contains("NoSuchFileException", "\tat ");
        }
    }

    @Test
    void aStackTraceCommandsNothingToATerminal() {
        Path hostile = directory.resolve("a\u001b[31m\nb\u202e");

        CommandRun probe = CommandRun.of("--stacktrace", "probe", hostile.toString());

        assertThat(probe.err()).contains("NoSuchFileException", "\n\tat ", "a\\x1b[31m", "b\\u202e");
        assertThat(probe.err().codePoints()).noneMatch(point -> point == 0x1b || point == 0x202e);
    }

    @Test
    void wrongUsageIsOneLineAndExitCode2() {
        for (CommandRun wrong : List.of(
                CommandRun.of(),
                CommandRun.of("probe"),
                CommandRun.of("prob", "x"),
                CommandRun.of("probe", "--jsno", "x"),
                CommandRun.of("probe", "a", "b"))) {
            assertThat(wrong.code()).as(wrong.err()).isEqualTo(2);
            assertThat(wrong.out()).isEmpty();
            assertThat(wrong.err()).startsWith("tidemark: ").contains("--help").hasLineCount(1);
        }
    }

    @Test
    void whatIsNoNumberIsToldInWordsOfPeople() {
        assertThat(CommandRun.of("calibrate", "x", "--seconds", "abc").err())
                .isEqualTo(
                        "tidemark: Invalid value for option '--seconds': 'abc' is not a whole number, or too large a one"
                                + " (see 'tidemark calibrate --help')\n");
        assertThat(CommandRun.of("demo", "--readers", "2x").err()).contains("'2x' is not a whole number");
        assertThat(CommandRun.of("discard", "x", "--before", "last").err()).contains("'last' is not a sequence");
        assertThat(CommandRun.of("append", "x", "--segment-bytes", "abc").err()).contains("'abc' is not a size");
    }

    @Test
    void controlBytesInPathsDoNotReachTheTerminal() throws Exception {
        Path hostile = Files.createDirectory(directory.resolve("a\u001b[31m\nb\u202e"));

        CommandRun found = CommandRun.of("probe", hostile.toString());
        CommandRun missing = CommandRun.of("probe", hostile.resolve("missing").toString());
        CommandRun json = CommandRun.of("probe", "--json", hostile.toString());

        assertThat(found.out()).startsWith(directory + "/a\\x1b[31m\\x0ab\\u202e: ");
        assertThat(missing.err())
                .isEqualTo("tidemark: " + directory + "/a\\x1b[31m\\x0ab\\u202e/missing: no such file or directory\n");
        assertThat(json.out()).doesNotContain("\u001b");
        assertThat(JsonParser.parseString(json.out())
                        .getAsJsonObject()
                        .get("path")
                        .getAsString())
                .isEqualTo(hostile.toString());
    }

    private static List<String> names(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(entry -> entry.get("name").getAsString())
                .toList();
    }

    private static List<String> namesOf(Enum<?>... constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }
}
