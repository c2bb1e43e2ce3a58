package io.tidemark.file.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A range got another mode, or was discarded. */
@Name("io.tidemark.Transition")
@Label("Transition")
@Category("Tidemark")
@Description("A range got another mode, or was discarded.")
@StackTrace(false)
public final class TransitionEvent extends Event {
    @Label("File")
    public String path;

    @Label("Offset")
    public long offset;

    @Label("Length")
    @DataAmount
    public long length;

    @Label("Mode")
    public String mode;
}
