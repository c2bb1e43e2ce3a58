package io.tidemark.file.event;

import jdk.jfr.FlightRecorder;

/** Whether somebody records at all. Outside the events, because the first of them makes the JVM load its flight recorder. */
public final class Recordings {
    private Recordings() {}

    /** Whether the flight recorder is running; a volatile read. */
    public static boolean mayRun() {
        return FlightRecorder.isInitialized();
    }
}
