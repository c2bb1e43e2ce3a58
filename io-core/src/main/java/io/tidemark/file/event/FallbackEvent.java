package io.tidemark.file.event;

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
}
