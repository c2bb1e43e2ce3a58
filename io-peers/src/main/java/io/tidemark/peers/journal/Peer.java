package io.tidemark.peers.journal;

import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Capability;
import io.tidemark.mode.Feature;
import java.io.IOException;
import java.nio.file.Path;

/** The logs that are measured. */
public enum Peer {
    /** This library. */
    TIDEMARK("Tidemark log", Role.TIDEMARK, "durable: O_DIRECT write with RWF_DSYNC") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new TidemarkJournal(plan);
        }
    },
    FILE_CHANNEL("plain FileChannel", Role.PEER, "durable: write + fdatasync, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new ChannelJournal(plan);
        }
    },
    CHRONICLE("Chronicle Queue 2026.4", Role.PEER, "durable: msync by every appender") {
        @Override
        Journal create(Plan plan) {
            return new ChronicleJournal(plan);
        }
    },
    ARTEMIS_NIO("Artemis journal 2.56.0 NIO", Role.PEER, "durable: write + fdatasync, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new ArtemisJournal(plan, ArtemisJournal.Io.NIO);
        }
    },
    ARTEMIS_ASYNCIO("Artemis journal 2.56.0 ASYNCIO", Role.PEER, "durable: libaio O_DIRECT write + fdatasync, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new ArtemisJournal(plan, ArtemisJournal.Io.ASYNCIO);
        }
    },
    BOOKKEEPER("BookKeeper journal 4.18.0", Role.PEER, "durable: write + fdatasync, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new BookKeeperJournal(plan);
        }
    },
    KAFKA("Kafka log segment 4.4.0", Role.PEER, "durable: write + fsync, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new KafkaJournal(plan);
        }
    },
    ROCKSDB("RocksDB 11.8.1", Role.PEER, "durable: write + fdatasync of the WAL, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new RocksJournal(plan);
        }
    },
    MASHONA("mashona log 1.1.0, no DAX", Role.PEER, "durable: msync by every append") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new MashonaJournal(plan);
        }
    },
    AERON("Aeron Archive 1.51.0", Role.PEER, "durable: write + fdatasync by the archive, shared") {
        @Override
        Journal create(Plan plan) throws IOException {
            return new AeronJournal(plan);
        }
    };

    private final String label;
    private final Role role;
    private final String durability;

    Peer(String label, Role role, String durability) {
        this.label = label;
        this.role = role;
        this.durability = durability;
    }

    /** What it is called in reports, with its version. */
    public String label() {
        return label;
    }

    /** What it is there for. */
    public Role role() {
        return role;
    }

    /** What holds when a durable append has returned. */
    public String durability() {
        return durability;
    }

    /**
     * Why it can't do a workload in a place; null if it can.
     *
     * @param place where its files go
     */
    public String obstacle(Workload workload, Path place) throws IOException {
        String own = obstacle(workload);
        if (own != null || this != ARTEMIS_ASYNCIO) {
            return own;
        }
        Capability direct = Capabilities.probe(place).of(Feature.DIRECT_IO);
        return direct.isAvailable()
                ? null
                : "it writes past the page cache only, which is not possible in " + place + ": " + direct.evidence();
    }

    /** Why it can't do a workload anywhere; null if it can. */
    public String obstacle(Workload workload) {
        return switch (this) {
            case ARTEMIS_NIO, ARTEMIS_ASYNCIO, BOOKKEEPER ->
                workload == Workload.RANDOM_READ || workload == Workload.SCAN
                        ? "the journal is read only as a whole, when it is opened: see the reopening"
                        : null;
            case AERON -> workload == Workload.RANDOM_READ ? "a recording is read by replays only" : null;
            case MASHONA -> workload == Workload.UNFORCED_APPEND ? "every put forces" : null;
            case TIDEMARK, FILE_CHANNEL, CHRONICLE, KAFKA, ROCKSDB -> null;
        };
    }

    /**
     * Opens its log.
     *
     * @throws IOException if it can't run here; the message says which, the cause why
     */
    public Journal open(Plan plan) throws IOException {
        try {
            return create(plan);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new IOException(label + " can't run here; if that is to be so, --without " + name(), e);
        }
    }

    abstract Journal create(Plan plan) throws IOException;
}
