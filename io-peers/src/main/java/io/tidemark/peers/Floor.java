package io.tidemark.peers;

import io.tidemark.bench.harness.Contestant;
import io.tidemark.bench.report.Measurement.Latency;
import io.tidemark.bench.report.Measurement.Role;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The least that has to be done. */
final class Floor implements Entrant {
    private final Contestant contestant;
    private final String name;
    private final String guarantee;
    private final int group;
    private final int operations;
    private final Latencies latencies = new Latencies();

    private Floor(Contestant contestant, String name, String guarantee, int group, int operations) {
        this.contestant = contestant;
        this.name = name;
        this.guarantee = guarantee;
        this.group = group;
        this.operations = operations;
    }

    /** One whose operations are so short that each alone can't be measured. */
    static Floor of(Contestant contestant, String guarantee) {
        return new Floor(contestant, contestant.name(), guarantee, 0, 0);
    }

    /** One that reads all there is in each turn. */
    static Floor whole(Contestant contestant, int operations) {
        return new Floor(contestant, contestant.name(), "", 0, operations);
    }

    /**
     * One that waits for a device.
     *
     * @param group how many threads' operations one of its own stands for: what the best group commit would do
     */
    static Floor waiting(Contestant contestant, String guarantee, int group) {
        String name = contestant.name() + (group == 1 ? "" : ", one for all threads");
        return new Floor(contestant, name, guarantee, group, 0);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Role role() {
        return Role.FLOOR;
    }

    @Override
    public String guarantee() {
        return guarantee;
    }

    @Override
    public int operations() {
        return operations;
    }

    @Override
    public int maxOperations() {
        return group == 0 ? contestant.maxOperations() : Entrant.super.maxOperations();
    }

    @Override
    public void before(int operations) throws IOException {
        contestant.before(operations);
    }

    @Override
    public void run(int operations) throws IOException {
        if (group == 0) {
            contestant.run(operations);
            return;
        }
        for (int done = 0; done < operations; done += group) {
            long start = System.nanoTime();
            contestant.run(1);
            latencies.record(System.nanoTime() - start);
        }
    }

    @Override
    public void begin() {
        latencies.reset();
    }

    @Override
    public List<Latency> latencies() {
        return latencies.percentiles();
    }

    @Override
    public void close() throws IOException {
        if (contestant instanceof Closeable open) {
            open.close();
        } else if (contestant instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
