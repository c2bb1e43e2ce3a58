package io.tidemark.file.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A write or force failed; the writer is failed for good. */
@Name("io.tidemark.WriterFailed")
@Label("WriterFailed")
@Category("Tidemark")
@Description("A write or force failed; the writer is failed for good.")
@StackTrace(false)
public final class WriterFailedEvent extends Event {
    @Label("File")
    public String path;

    @Label("Cause")
    public String cause;
}
