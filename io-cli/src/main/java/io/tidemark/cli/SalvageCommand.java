package io.tidemark.cli;

import io.tidemark.log.NotALogException;
import io.tidemark.log.Salvage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidemark salvage}: what is left of a damaged log, as a new one. */
@Command(
        name = "salvage",
        header = "Rescue a damaged log's records into a new log.",
        description =
                "Copies every intact record, those behind the damage too, but not what the next opening would drop, because"
                        + " it was never acknowledged. They keep their order and timestamps, but"
                        + " get sequences without gaps, from 0 on; what is missing is told. The new log has the layout and the"
                        + " segments of the damaged one, unless others are asked for. The damaged log stays as it is; nobody"
                        + " may write it meanwhile. A run that is killed leaves in NEW-LOG what it has rescued so far,"
                        + " which looks like a whole log: delete it, and begin again.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:All records that the log is known to have had were rescued.",
            "1:It failed.",
            ExitCodes.WRONG_USAGE,
            "3:Records are lost; all others were rescued.",
            ExitCodes.INTERRUPTED
        })
final class SalvageCommand implements Callable<Integer> {
    private static final int RECORDS_LOST = 3;

    private final Console console;

    @Mixin
    private NewLog newLog;

    @Parameters(index = "0", paramLabel = "LOG", description = "The damaged log.")
    private Path path;

    @Parameters(index = "1", paramLabel = "NEW-LOG", description = "The new log; nothing may be there yet.")
    private Path target;

    SalvageCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        new NewFile(target).requireDirectory();
        Salvage salvage;
        try (LogProgress progress = LogProgress.begin(ProgressBars.onTerminal(), "rescuing", path)) {
            salvage = Salvage.run(
                    path, target, newLog.over(Salvage.optionsLike(path)).build(), progress);
        } catch (NotALogException e) {
            throw LogPlace.refusal(path, e);
        }
        for (Salvage.Gap gap : salvage.lost()) {
            console.line("lost: " + Sequences.range(gap.fromSequence(), gap.toSequence() - 1)
                    + (gap.newSequence() < salvage.records()
                            ? ", in front of the new log's sequence " + gap.newSequence()
                            : ", behind the new log's last record"));
        }
        console.line(
                salvage.records() == 0
                        ? "no records rescued"
                        : Units.counted(salvage.records(), "record") + " rescued, from sequence "
                                + salvage.firstSequence() + " of the old log on");
        return salvage.lost().isEmpty() ? 0 : RECORDS_LOST;
    }
}
