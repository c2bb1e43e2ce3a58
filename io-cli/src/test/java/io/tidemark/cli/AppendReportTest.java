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
