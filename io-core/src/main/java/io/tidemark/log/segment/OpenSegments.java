package io.tidemark.log.segment;

import io.tidemark.file.HybridFile;
import io.tidemark.nativeio.ResourceShortageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

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

    /** Opens another file. */
    @FunctionalInterface
    public interface Opening {
        HybridFile open() throws IOException;
    }

    /**
     * The file that {@code opening} opens; where there is no descriptor or mapping for it, instead of all of these, which their
     * next readers open again. Nobody must have a segment's monitor who calls this.
     */
    public HybridFile orInstead(Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (ResourceShortageException e) {
            if (!closeAll()) {
                throw e;
            }
            return opening.open();
        }
    }

    /** Whether there was one. */
    private boolean closeAll() {
        List<Segment> all;
        synchronized (this) {
            all = List.copyOf(open);
            open.clear();
        }
        all.forEach(OpenSegments::close);
        return !all.isEmpty();
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
