package io.tidemark.cli;

import io.tidemark.cli.demo.Progress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error, for who looks at a terminal; each bar is wiped when its phase ends. */
final class ProgressBars implements Progress {
    private static final long MIB = 1L << 20;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int UPDATE_MILLIS = 100;

    private final int widthColumns;
    /** Guarded by this; null before the first phase. */
    private Phase current;

    private boolean isOver;

    /** On the terminal that standard error is; nothing where it is none. */
    static Progress onTerminal() {
        return Terminal.isTerminal(Terminal.STANDARD_ERROR)
                ? new ProgressBars(Terminal.widthColumns(System.getenv()))
                : Progress.none();
    }

    ProgressBars(int widthColumns) {
        this.widthColumns = widthColumns;
    }

    @Override
    public Phase begin(String what, long bytes) {
        return begin(what, bytes, " MiB", MIB);
    }

    @Override
    public Phase beginTimed(String what, long nanos) {
        return begin(what, nanos, " s", SECOND_NANOS);
    }

    private Phase begin(String what, long all, String unitName, long unit) {
        PrintStream err = standardError();
        // A consumer with a stated width keeps the library from asking the terminal by native code of its own.
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(all)
                .setUnit(unitName, unit)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(err, widthColumns - 1))
                .clearDisplayOnFinish()
                .build();
        Bar phase = new Bar(bar, err);
        synchronized (this) {
            current = phase;
            if (isOver) {
                phase.close();
            }
        }
        return phase;
    }

    private static PrintStream standardError() {
        return new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void end() {
        isOver = true;
        if (current != null) {
            current.close();
        }
        // Also what the terminal echoes for the key that interrupts.
        PrintStream err = standardError();
        err.print("\r" + " ".repeat(widthColumns - 1) + "\r");
        err.flush();
    }

    /** One bar; what comes after its end is not shown. */
    private static final class Bar implements Phase {
        private final ProgressBar bar;
        private final PrintStream err;
        private boolean isClosed;

        Bar(ProgressBar bar, PrintStream err) {
            this.bar = bar;
            this.err = err;
        }

        @Override
        public synchronized void advance(long done) {
            if (!isClosed) {
                bar.stepBy(done);
            }
        }

        @Override
        public synchronized void close() {
            if (!isClosed) {
                isClosed = true;
                bar.close();
                err.flush();
            }
        }
    }
}
