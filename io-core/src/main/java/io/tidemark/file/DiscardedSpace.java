package io.tidemark.file;

import io.tidemark.file.access.RangeMap;
import io.tidemark.file.shadow.Span;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The space of discarded ranges, which is given back when nobody reads or views it any more. */
final class DiscardedSpace {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());

    private final FilePlace place;
    private final RangeTable table;

    /** Not yet given back. Guarded by the table's lock, as what follows. */
    private final List<Span> unpunched = new ArrayList<>();

    /** Those of them that no reader is in any more; somebody may still hold a view. */
    private final List<Span> unread = new ArrayList<>();

    DiscardedSpace(FilePlace place, RangeTable table) {
        this.place = place;
        this.table = table;
    }

    /** Just discarded, so readers may be in it; for who has the table's lock. */
    void add(Span span) {
        unpunched.add(span);
    }

    /** What was {@linkplain #add added} has no reader in it any more, and gets none. */
    void readersLeft(Span span) {
        table.lock().lock();
        try {
            unread.add(span);
        } finally {
            table.lock().unlock();
        }
    }

    /** No reader is in it; for who has the table's lock. */
    void addUnread(Span span) {
        unpunched.add(span);
        unread.add(span);
    }

    /** Whether some of it is not given back yet; for who has the table's lock. */
    boolean holdsAnyOf(Span span) {
        return unpunched.stream().anyMatch(other -> other.start() < span.end() && span.start() < other.end());
    }

    /**
     * Punches what a crash, or a view that outlived the file's close, has left; unless somebody still holds that view. For who
     * opens the file.
     */
    void punchAgain() {
        RangeMap map = table.map();
        for (int i = 0; i < map.count(); i++) {
            if (map.access(i).decision().mode() == RangeMode.DISCARDED) {
                addUnread(new Span(map.start(i), map.end(i)));
            }
        }
        try {
            punchWhatIsFree();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, () -> place.name() + ": space of discarded ranges stays for now", e);
        }
    }

    /** Gives back what nobody reads or views any more. */
    void punchWhatIsFree() throws IOException {
        table.lock().lock();
        try {
            splitWhatIsViewed();
            for (Iterator<Span> it = unread.iterator(); it.hasNext(); ) {
                Span span = it.next();
                if (isViewed(span.start(), span.end())) {
                    continue;
                }
                place.tryPunch(span.start(), span.length());
                place.shadow().punch(span.start(), span.end());
                it.remove();
                unpunched.remove(span);
            }
        } finally {
            table.lock().unlock();
        }
    }

    /** At the borders, so that a view keeps no more than it has to. */
    private void splitWhatIsViewed() {
        List<Span> split = new ArrayList<>();
        for (Span span : unread) {
            List<Span> parts = isViewed(span.start(), span.end()) ? parts(span) : List.of(span);
            if (parts.size() > 1) {
                unpunched.addAll(parts); // First: should memory be lacking, it stays as a whole.
                unpunched.remove(span);
            }
            split.addAll(parts);
        }
        unread.clear();
        unread.addAll(split);
    }

    /** Those that are viewed somewhere, and those between them. */
    private List<Span> parts(Span span) {
        List<Span> parts = new ArrayList<>();
        long from = span.start();
        boolean wasViewed = isViewed(from, Math.min(span.end(), from + place.borderBytes()));
        for (long start = from + place.borderBytes(); start < span.end(); start += place.borderBytes()) {
            boolean isViewed = isViewed(start, Math.min(span.end(), start + place.borderBytes()));
            if (isViewed != wasViewed) {
                parts.add(new Span(from, start));
                from = start;
                wasViewed = isViewed;
            }
        }
        parts.add(new Span(from, span.end()));
        return parts;
    }

    private boolean isViewed(long start, long end) {
        return place.accesses().isPinned(start, end);
    }
}
