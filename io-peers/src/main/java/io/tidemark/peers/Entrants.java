package io.tidemark.peers;

import io.tidemark.bench.foundation.Resources;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All who take part in a heat; closed together, whatever becomes of each. */
final class Entrants implements Closeable {
    private final List<Entrant> all = new ArrayList<>();
    private final Resources open = new Resources();

    void add(Entrant entrant) {
        all.add(open.add(entrant));
    }

    List<Entrant> all() {
        return Collections.unmodifiableList(all);
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
