package io.tidemark.log.segment;

import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Bounds how many sealed segments have an open file. Beyond the bound those that were not read lately are closed: each
 * that was gets a second chance. Any thread.
 */
public final class OpenSegments {
    private static final System.Logger LOG = System.getLogger(OpenSegments.class.getName());

    private final SegmentFiles files;
    private final int most;
    private final ArrayDeque<Segment> open = new ArrayDeque<>();

    /** @param most open files at a time, but for those that were read since the last look */
    public OpenSegments(SegmentFiles files, int most) {
        this.files = files;
        this.most = most;
    }

    SegmentFiles files() {
        return files;
    }

    void opened(Segment segment) {
        Segment surplus;
        synchronized (this) {
            open.remove(segment); // One that was replaced is opened again.
            // Not this one, or its reader might never get to read it.
            surplus = open.size() >= most ? leastRead() : null;
            open.add(segment);
        }
        if (surplus != null) {
            close(surplus);
        }
    }

    /** Whoever reads another segment has nothing to do with what becomes of this one. */
    private static void close(Segment surplus) {
        try {
            surplus.closeFile();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, surplus.place() + ": its file was not closed cleanly", e);
        }
    }

    private Segment leastRead() {
        for (int chances = open.size(); chances > 0; chances--) {
            Segment oldest = open.remove();
            if (!oldest.wasTouched()) {
                return oldest;
            }
            open.add(oldest);
        }
        return open.remove();
    }

    synchronized void forget(Segment segment) {
        open.remove(segment);
    }
}
