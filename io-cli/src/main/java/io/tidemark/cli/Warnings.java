package io.tidemark.cli;

import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** What the library logs to standard error, made safe to show: in the format that was asked for, a message on one line. */
final class Warnings extends Formatter {
    private final Formatter asked;

    Warnings(Formatter asked) {
        this.asked = asked;
    }

    static void install() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                handler.setFormatter(new Warnings(handler.getFormatter()));
            }
        }
    }

    @Override
    public String format(LogRecord warning) {
        LogRecord shown = new LogRecord(warning.getLevel(), Escapes.escape(formatMessage(warning)));
        shown.setLoggerName(warning.getLoggerName());
        shown.setSourceClassName(warning.getSourceClassName());
        shown.setSourceMethodName(warning.getSourceMethodName());
        shown.setInstant(warning.getInstant());
        shown.setThrown(warning.getThrown());
        // Of a stack trace the messages are foreign, too.
        return asked.format(shown)
                .lines()
                .map(Escapes::escapeIndented)
                .collect(Collectors.joining(System.lineSeparator(), "", System.lineSeparator()));
    }
}
