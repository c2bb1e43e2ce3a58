package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.demo.Progress;
import io.tidemark.log.LogOptions;
import io.tidemark.log.NotALogException;
import io.tidemark.log.Salvage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark salvage}: what is left of a damaged log, as a new one. */
@Command(
        name = "salvage",
        header = "Rescue a damaged log's records into a new log.",
        description =
                "Copies every intact record, those behind the damage too, but not what the next opening would drop, because"
                        + " it was never acknowledged. They keep their order and timestamps, but"
                        + " get sequences without gaps, from 0 on; what is missing is told, and where more may be that"
                        + " nothing tells the sequences of. The new log has the layout and the"
                        + " segments of the damaged one, unless others are asked for. The damaged log stays as it is; one"
                        + " that somebody writes is refused, and nobody can meanwhile. A run that is interrupted or"
                        + " killed leaves in NEW-LOG what it has rescued so far, which looks like a whole log: delete it, and begin again.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:All records that the log is known to have had were rescued, and nothing hints at more.",
            "1:It failed.",
            ExitCodes.WRONG_USAGE,
            "3:Records are lost, or may be; all others were rescued.",
            ExitCodes.INTERRUPTED
        })
final class SalvageCommand implements Callable<Integer> {
    private static final int RECORDS_LOST = 3;

    private final Console console;

    @Mixin
    private NewLog newLog;

    @Option(
            names = "--json",
            description = "Print one JSON object instead of text. Of what is lost, newSequence is the one that follows"
                    + " in NEW-LOG; doubts are where more may be lost.")
    private boolean isJsonWanted;

    @Parameters(index = "0", paramLabel = "LOG", description = "The damaged log.")
    private Path path;

    @Parameters(index = "1", paramLabel = "NEW-LOG", description = "The new log; nothing may be there yet.")
    private Path target;

    /** Whether the new log holds all that can be rescued. */
    private volatile boolean isWhole;

    SalvageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        new NewFile(target).requireDirectory();
        Salvage salvage = run();
        console.ifOutputIsLost("; " + target + " holds all that can be rescued");
        if (isJsonWanted) {
            console.line(Json.text(json(salvage)));
        } else {
            print(salvage);
        }
        return salvage.isComplete() ? 0 : RECORDS_LOST;
    }

    private Salvage run() throws IOException {
        Progress progress = ProgressBars.onTerminal();
        boolean isFree = LogPlace.isFree(target); // What is there already is no part of this one's.
        try (EndOfProcess end = new EndOfProcess(() -> interrupt(progress, isFree));
                LogProgress shown = LogProgress.begin(progress, "rescuing", path)) {
            end.watch();
            Salvage salvage =
                    Salvage.run(path, target, newLog.over(likeTheDamagedOne()).build(), shown);
            isWhole = true;
            return salvage;
        }
    }

    private LogOptions.Builder likeTheDamagedOne() throws IOException {
        try {
            return Salvage.optionsLike(path);
        } catch (NotALogException e) {
            throw LogPlace.refusal(path, e);
        }
    }

    /** In a thread of the JVM's end, beside which the rescue goes on for a moment: it may make the new log only now. */
    private void interrupt(Progress progress, boolean wasFree) {
        console.mute();
        progress.end();
        boolean isBegun = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        String part = "only a part of what can be rescued: delete it, and begin again";
        String left = isBegun ? target + " holds " + part : "if " + target + " is there now, it holds " + part;
        String made = wasFree ? left : "no log was made";
        console.lastErrorLine("interrupted; " + (isWhole ? target + " holds all that can be rescued" : made));
    }

    private void print(Salvage salvage) {
        for (Salvage.Gap gap : salvage.lost()) {
            console.line("lost: " + Sequences.range(gap.fromSequence(), gap.toSequence() - 1)
                    + (gap.newSequence() < salvage.records()
                            ? ", in front of the new log's sequence " + gap.newSequence()
                            : ", behind the new log's last record"));
        }
        for (Salvage.Doubt doubt : salvage.doubts()) {
            console.line("perhaps lost: " + Escapes.escape(asTyped(doubt.path())) + ": at offset " + doubt.offset()
                    + ": " + Escapes.escape(asTyped(doubt.description())));
        }
        console.line(
                salvage.records() == 0
                        ? "no records rescued"
                        : Units.counted(salvage.records(), "record") + " rescued, from sequence "
                                + salvage.firstSequence() + " of the old log on");
    }

    /** As the log itself is named. */
    private String asTyped(String text) {
        return new TypedPath(path).in(text);
    }

    /** The names stay as they are from version to version, new ones may come. */
    private JsonObject json(Salvage salvage) {
        JsonObject json = new JsonObject();
        json.addProperty("path", path.toString());
        json.addProperty("newPath", target.toString());
        json.addProperty("records", salvage.records());
        json.addProperty("firstSequence", salvage.firstSequence());
        JsonArray lost = new JsonArray();
        for (Salvage.Gap gap : salvage.lost()) {
            JsonObject entry = new JsonObject();
            entry.addProperty("firstSequence", gap.fromSequence());
            entry.addProperty("lastSequence", gap.toSequence() - 1);
            entry.addProperty("newSequence", gap.newSequence());
            lost.add(entry);
        }
        json.add("lost", lost);
        JsonArray doubts = new JsonArray();
        salvage.doubts().forEach(doubt -> doubts.add(json(doubt)));
        json.add("doubts", doubts);
        return json;
    }

    private JsonObject json(Salvage.Doubt doubt) {
        JsonObject json = new JsonObject();
        json.addProperty("reason", doubt.reason().name());
        json.addProperty("path", asTyped(doubt.path()));
        json.addProperty("offset", doubt.offset());
        json.addProperty("description", asTyped(doubt.description()));
        return json;
    }
}
