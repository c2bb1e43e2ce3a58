package io.tidemark.file.event;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A range became immutable and went over to the page cache. */
@Name("io.tidemark.Seal")
@Label("Seal")
@Category("Tidemark")
@Description("A range became immutable and went over to the page cache.")
@StackTrace(false)
public final class SealEvent extends Event {
    @Label("File")
    public String path;

    @Label("Offset")
    public long offset;

    @Label("Length")
    @DataAmount
    public long length;

    @Label("Mode")
    public String mode;

    /** A new event that has begun. */
    public static SealEvent begun() {
        SealEvent event = new SealEvent();
        event.begin();
        return event;
    }
}
