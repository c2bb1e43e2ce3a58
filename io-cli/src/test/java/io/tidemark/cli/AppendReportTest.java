package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tidemark.cli.log.AcknowledgedSink;
import io.tidemark.cli.log.Appending;
import io.tidemark.cli.log.LineSource;
import io.tidemark.cli.log.Promise;
import io.tidemark.file.DurabilityMechanism;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.LogReceipt;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What an append says of durability. */
class AppendReportTest extends LogFixture {
    @Test
    void whatSurvivesNoPowerLossIsNotCalledDurable() {
        assertThat(AppendCommand.report(-1, new LogReceipt(3, DurabilityMechanism.FDATASYNC)))
                .isEqualTo("4 records appended, sequences 0 to 3, durable by FDATASYNC");
        assertThat(AppendCommand.report(-1, new LogReceipt(3, DurabilityMechanism.MEMORY_ONLY)))
                .isEqualTo("4 records appended, sequences 0 to 3, not durable beyond the memory that holds them, which"
                        + " survives the process, not the machine (MEMORY_ONLY)");
    }

    @Test
    void whoHasFailedIsToldWhatIsKept() {
        assertThat(new Kept("durable", 4, 9).behind(4)).isEqualTo("nothing was appended that is known to be durable");
        assertThat(new Kept("durable", 4, 4).behind(4)).isEqualTo("nothing was appended");
        assertThat(new Kept("durable", 5, 9).behind(4)).isEqualTo("1 record appended before is durable, sequence 5");
        assertThat(new Kept("in memory only", 6, 9).behind(4))
                .isEqualTo("2 records appended before are in memory only, sequences 5 to 6");
    }

    @Test
    void whoIsInterruptedIsToldWhatIsKeptAltogether() {
        assertThat(new Kept("durable", -1, -1).altogether()).isEqualTo("the log has no records");
        assertThat(new Kept("durable", -1, 0).altogether()).isEqualTo("no record is known to be durable");
        assertThat(new Kept("durable", 0, 0).altogether()).isEqualTo("durable up to sequence 0");
        assertThat(new Kept("in memory only", 3, 3).altogether()).isEqualTo("in memory only up to sequence 3");
    }

    @Test
    void inMemoryNothingIsCalledDurable() throws IOException {
        Path inMemory = Files.createTempDirectory(Path.of("/dev/shm"), "tidemark");
        Path there = inMemory.resolve("orders.log");
        try (HybridLog opened = HybridLog.open(there, LogOptions.defaults())) {
            opened.append(Unpooled.EMPTY_BUFFER);
            assertThat(Kept.by(opened).altogether()).isEqualTo("in memory only up to sequence 0");
        } finally {
            Files.delete(there);
            Files.delete(inMemory);
        }
    }

    @Test
    void anInterruptionWhoseCloseFailsAlsoSaysUpToWhereAllIsDurable() throws IOException {
        StringWriter err = new StringWriter();
        Console console = new Console(new StringWriter(), new PrintWriter(err), Console.Colours.OFF, Console.UNLIMITED);
        DataStreams streams = DataStreams.system();
        AppendCommand command = new AppendCommand(console, streams);
        new CommandLine(command)
                .registerConverter(Promise.class, new EnumWord<>(Promise.class))
                .parseArgs(log.toString());
        HybridLog opened = HybridLog.open(log, LogOptions.defaults());
        opened.append(Unpooled.EMPTY_BUFFER);
        try (LineSource lines = new LineSource(streams.in())) {
            Appending appending = new Appending(opened, lines, Promise.GROUP, AcknowledgedSink.NONE);
            opened.close(); // So that it can't be forced any more.

            command.interrupt(appending, opened, AcknowledgedSink.NONE);
        }

        assertThat(err.toString())
                .startsWith("tidemark: interrupted; ")
                .contains(log + ": the log is closed; ")
                .endsWith("; durable up to sequence 0\n")
                .hasLineCount(1);
    }
}
