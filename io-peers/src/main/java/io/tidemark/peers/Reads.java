package io.tidemark.peers;

import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.peers.journal.Appender;
import io.tidemark.peers.journal.Journal;
import io.tidemark.peers.journal.Peer;
import io.tidemark.peers.journal.Plan;
import io.tidemark.peers.journal.RandomNumbers;
import io.tidemark.peers.journal.Reader;
import io.tidemark.peers.journal.Workload;
import java.io.IOException;

/** One thread that reads records which are in the page cache, or in a cache of the peer's own. */
final class Reads implements Entrant {
    private final Peer peer;
    private final Workload workload;
    private final Journal journal;
    private final Reader reader;
    private final RandomNumbers numbers;
    private final int records;

    Reads(Peer peer, Workload workload, Plan plan) throws IOException {
        this.peer = peer;
        this.workload = workload;
        records = (int) plan.records();
        numbers = new RandomNumbers(records);
        journal = peer.open(plan);
        try (Appender appender = journal.appender()) {
            appender.append(records);
        }
        reader = journal.reader();
        // Everything is there, and hot.
        scan(records);
        journal.rest();
    }

    @Override
    public String name() {
        return peer.label();
    }

    @Override
    public Role role() {
        return peer.role();
    }

    @Override
    public String guarantee() {
        return "";
    }

    /** A scan is of the whole log, so that getting it under way doesn't count. */
    @Override
    public int operations() {
        return workload == Workload.SCAN ? records : 0;
    }

    @Override
    public void before(int operations) throws IOException {
        journal.awake();
        scan(1);
    }

    @Override
    public void run(int operations) throws IOException {
        if (workload == Workload.RANDOM_READ) {
            reader.read(numbers, operations);
        } else {
            scan(operations);
        }
        journal.rest();
    }

    private void scan(int operations) throws IOException {
        for (int left = operations; left > 0; left -= records) {
            long most = Math.min(left, records);
            long found = reader.scan(most);
            if (found != most) {
                throw new IOException(name() + " found " + found + " of " + most + " records");
            }
        }
    }

    @Override
    public void close() throws IOException {
        journal.awake();
        reader.close();
        journal.close();
    }
}
