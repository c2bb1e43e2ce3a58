package io.tidemark.file.event;

import io.tidemark.mode.Decision;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A preferred mode was not to be had. */
@Name("io.tidemark.Fallback")
@Label("Fallback")
@Category("Tidemark")
@Description("A preferred mode was not to be had.")
@StackTrace(false)
public final class FallbackEvent extends Event {
    @Label("File")
    public String path;

    @Label("Mode")
    public String mode;

    @Label("Reason")
    public String reason;

    /** Tells which mode a file has instead, and why. */
    public static void emit(String path, Decision decision) {
        FallbackEvent event = new FallbackEvent();
        event.path = path;
        event.mode = decision.mode().name();
        event.reason = decision.reason();
        event.commit();
    }
}
