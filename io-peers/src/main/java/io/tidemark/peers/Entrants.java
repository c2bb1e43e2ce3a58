package io.tidemark.peers;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All who take part in a heat; closed together, whatever becomes of each. */
final class Entrants implements Closeable {
    private final List<Entrant> all = new ArrayList<>();

    void add(Entrant entrant) {
        all.add(entrant);
    }

    List<Entrant> all() {
        return Collections.unmodifiableList(all);
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Entrant each : all) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
