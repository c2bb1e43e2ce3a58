package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.log.NotALogException;
import io.tidemark.log.Verification;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark verify}: reads every byte of a log. */
@Command(
        name = "verify",
        header = "Read all of a log and look for damage.",
        description = "Verifies every record, and tells the first and the last sequence that it found: a part that is"
                + " missing in front as a whole looks as if it had been discarded, and what is missing at the end like a"
                + " shorter log: compare the last sequence with the one that you know. Nothing is written; a log that"
                + " is written meanwhile may look damaged at its end. What lies behind the end, because a crash"
                + " left it of appends that were never acknowledged, is counted apart.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:The log is intact.",
            "1:It is damaged, be it by one wrong bit that costs no record, or what is there is no log that can be read.",
            ExitCodes.WRONG_USAGE,
            "3:Whether it is intact isn't known: nothing is there, it can't be read, or the output failed.",
            ExitCodes.INTERRUPTED
        },
        exitCodeOnExecutionException = VerifyCommand.NOT_KNOWN)
final class VerifyCommand implements Callable<Integer> {
    static final int NOT_KNOWN = 3;
    private static final int DAMAGED = 1;

    private final Console console;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object instead of text. Its dataBytes are those of headers, records and footers;"
                            + " bytes are those of the segments, with the space that they don't use.")
    private boolean isJsonWanted;

    @Parameters(paramLabel = "LOG", description = "The log.")
    private Path path;

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Verification found;
        try (LogProgress progress = LogProgress.begin(ProgressBars.onTerminal(), "verifying", path)) {
            found = Verification.run(path, progress);
        } catch (NotALogException e) {
            found = refused(LogPlace.refusal(path, e));
        }
        if (isJsonWanted) {
            console.line(Json.text(json(found)));
        } else {
            print(found);
        }
        return found.isIntact() ? 0 : DAMAGED;
    }

    /** For a program it is a finding like others. */
    private Verification refused(FileSystemException refusal) throws FileSystemException {
        if (!isJsonWanted) {
            throw refusal;
        }
        Verification.Problem problem =
                new Verification.Problem(Verification.Kind.DAMAGE, refusal.getFile(), 0, 0, refusal.getReason());
        return new Verification(0, 0, 0, -1, 0, 0, List.of(problem), Optional.empty());
    }

    private void print(Verification found) {
        for (Verification.Problem problem : found.problems()) {
            console.line(Escapes.escape(asTyped(problem.path())) + ": " + where(problem) + ": "
                    + Escapes.escape(asTyped(problem.description())));
        }
        found.leftOut().ifPresent(left -> console.line(Escapes.escape(path.toString()) + ": " + describe(left)));
        console.line(Escapes.escape(path.toString()) + ": "
                + (found.isIntact() ? "intact" : Units.counted(found.problems().size(), "problem")) + ", "
                + Units.counted(found.records(), "record") + sequences(found) + " and "
                + Units.bytes(found.dataBytes()) + " of data in "
                + Units.counted(found.segments(), "segment") + " were verified" + unused(found));
        if (!found.isIntact()) {
            console.line(advice(found.problems()));
        }
    }

    private static String where(Verification.Problem problem) {
        return switch (problem.kind()) {
            case DAMAGE -> "damaged at offset " + problem.offset() + ", from sequence " + problem.sequence() + " on";
            case WRONG_BIT -> "no record is missing, but at offset " + problem.offset();
        };
    }

    private String advice(List<Verification.Problem> problems) {
        if (problems.stream().anyMatch(problem -> problem.kind() == Verification.Kind.DAMAGE)) {
            return "Restore the log from a copy, or rescue what is intact: " + salvage();
        }
        boolean isOfSegment = problems.stream().anyMatch(problem -> problem.sequence() >= 0);
        return "The log can be used as it is; "
                + (isOfSegment
                        ? "to be rid of the wrong bit, copy it into a new one: " + salvage()
                        : "who opens it for writing clears the wrong bit");
    }

    private String salvage() {
        return "tidemark salvage " + Escapes.shellWord(path.toString()) + " NEW-LOG";
    }

    /** Who knows how large the files are would miss the rest. */
    private static String unused(Verification found) {
        return found.bytes() == found.dataBytes() ? "" : " (" + Units.bytes(found.bytes()) + " with unused space)";
    }

    private static String sequences(Verification found) {
        return found.records() == 0 ? "" : " (" + Sequences.range(found.firstSequence(), found.lastSequence()) + ")";
    }

    private String describe(Verification.LeftOut left) {
        return "left out " + Units.counted(left.records(), "record") + " behind the log's end"
                + (left.segments() == 0
                        ? ""
                        : ", those of " + Units.counted(left.segments(), "whole segment") + " among them")
                + ": never acknowledged, and the next opening for writing drops "
                + (left.records() == 1 ? "it" : "them")
                + "; the end is at offset "
                + left.offset() + " of " + Escapes.escape(asTyped(left.path()));
    }

    /** As the log itself is named. */
    private String asTyped(String text) {
        return new TypedPath(path).in(text);
    }

    /** The names stay as they are from version to version, new ones may come. */
    private JsonObject json(Verification found) {
        JsonObject json = new JsonObject();
        json.addProperty("path", path.toString());
        json.addProperty("intact", found.isIntact());
        json.addProperty("segments", found.segments());
        json.addProperty("records", found.records());
        json.addProperty("firstSequence", found.firstSequence());
        json.addProperty("lastSequence", found.lastSequence());
        json.addProperty("bytes", found.bytes());
        json.addProperty("dataBytes", found.dataBytes());
        JsonArray problems = new JsonArray();
        for (Verification.Problem problem : found.problems()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("path", asTyped(problem.path()));
            entry.addProperty("offset", problem.offset());
            entry.addProperty("sequence", problem.sequence());
            entry.addProperty("description", asTyped(problem.description()));
            entry.addProperty("kind", problem.kind().name());
            problems.add(entry);
        }
        json.add("problems", problems);
        found.leftOut().ifPresent(left -> json.add("leftOut", json(left)));
        return json;
    }

    private JsonObject json(Verification.LeftOut left) {
        JsonObject json = new JsonObject();
        json.addProperty("path", asTyped(left.path()));
        json.addProperty("offset", left.offset());
        json.addProperty("records", left.records());
        json.addProperty("segments", left.segments());
        json.addProperty("description", describe(left));
        return json;
    }
}
