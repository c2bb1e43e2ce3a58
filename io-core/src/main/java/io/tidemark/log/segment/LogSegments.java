package io.tidemark.log.segment;

import io.tidemark.resource.ClosedException;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/** The segments of an open log; readers take whatever snapshot is current. */
public final class LogSegments {
    private final String name;
    private volatile SegmentList list;

    /** Written under this object's monitor. */
    private volatile boolean isClosed;

    /** @param name of the log */
    public LogSegments(String name, SegmentList list) {
        this.name = name;
        this.list = list;
    }

    /** The log's. */
    public String name() {
        return name;
    }

    public SegmentList list() {
        return list;
    }

    /** Throws if all were closed. */
    public void requireOpen() throws ClosedChannelException {
        if (isClosed) {
            throw ClosedException.ofLog(name);
        }
    }

    /** One more at the end; as {@link #replaceFirst}. */
    public void add(Segment segment) throws IOException {
        replaceFirst(0, segment);
    }

    /**
     * The first ones leave in the same step in which one more comes to the end.
     *
     * @throws ClosedChannelException if all were closed already, and so is this one then
     */
    public void replaceFirst(int count, Segment segment) throws IOException {
        synchronized (this) {
            if (!isClosed) {
                list = list.withoutFirst(count).with(segment);
                return;
            }
        }
        try (segment) {
            throw ClosedException.ofLog(name);
        }
    }

    /**
     * Others take the place of all.
     *
     * @throws ClosedChannelException if all were closed already; the others stay their caller's
     */
    public synchronized void replaceAll(SegmentList others) throws ClosedChannelException {
        requireOpen();
        list = others;
    }

    /** The first ones leave. */
    public synchronized void removeFirst(int count) {
        list = list.withoutFirst(count);
    }

    /** The first ones leave, up to this one and with it; nobody does if it isn't there any more. */
    public synchronized List<Segment> removeUpTo(Segment last) {
        List<Segment> before = list.asList();
        List<Segment> left = before.subList(0, before.indexOf(last) + 1);
        list = list.withoutFirst(left.size());
        return left;
    }

    /** Closes the files of all, and of those that come later; what fails last is attached to what fails first. */
    public void close() throws IOException {
        synchronized (this) {
            isClosed = true;
        }
        Closing.all(list.asList().toArray(Segment[]::new));
    }

    /** Those that have left are gone: nobody reads them from now on. */
    public static void discard(List<Segment> gone) throws IOException {
        Closing.all(gone.stream().<Closeable>map(segment -> segment::discard).toArray(Closeable[]::new));
    }
}
