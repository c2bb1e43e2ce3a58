package io.tidemark.file.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A tail was made durable. */
@Name("io.tidemark.Force")
@Label("Force")
@Category("Tidemark")
@Description("A tail was made durable.")
@StackTrace(false)
public final class ForceEvent extends Event {
    @Label("File")
    public String path;

    @Label("Offset")
    public long offset;

    @Label("Length")
    @DataAmount
    public long length;

    @Label("Mechanism")
    public String mechanism;
}
