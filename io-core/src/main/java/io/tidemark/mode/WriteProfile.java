package io.tidemark.mode;

import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long appends took in one place, by mode and record size. {@code tidemark calibrate} takes it;
 * {@link AccessPolicy#calibrated} uses it. Immutable, and of its moment: another device, kernel or load makes other
 * figures.
 *
 * @param place the directory that was measured
 * @param device its device as major:minor, see {@link Capabilities#device}
 * @param measured when
 * @param entries at least one
 */
public record WriteProfile(String place, String device, Instant measured, List<Entry> entries) {
    /** By everybody whom the process's mask doesn't keep out. */
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    /** What an append holds when it has returned. */
    public enum Promise {
        /** It survives a power cut, if the medium does: append and force. */
        DURABLE,
        /** It survives the death of the process: append alone. */
        UNFORCED;

        /** Whether appends in a mode can give it. A {@code DIRECT} tail keeps in its own memory what isn't forced. */
        public boolean isGivenBy(RangeMode mode) {
            return mode.isOpen() && (this == DURABLE || mode != RangeMode.DIRECT);
        }
    }

    /**
     * One figure.
     *
     * @param mode of the tail
     * @param promise what an append held when it had returned
     * @param recordBytes of a record, positive
     * @param nanos that an append took, positive
     */
    public record Entry(RangeMode mode, Promise promise, int recordBytes, double nanos) {
        public Entry {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(promise, "promise");
            if (!promise.isGivenBy(mode) || recordBytes <= 0 || !(nanos > 0)) {
                throw new IllegalArgumentException("no figure of an append: " + mode + ", " + promise + ", "
                        + recordBytes + " bytes, " + nanos + " ns");
            }
        }
    }

    public WriteProfile {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(measured, "measured");
        entries = entries.stream()
                .sorted(Comparator.comparing(Entry::promise)
                        .thenComparing(Entry::mode)
                        .thenComparing(Entry::recordBytes))
                .toList();
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a profile without figures");
        }
    }

    /** The modes that were measured with a promise. */
    public Set<RangeMode> modes(Promise promise) {
        Set<RangeMode> modes = new TreeSet<>();
        of(promise).forEach(entry -> modes.add(entry.mode));
        return modes;
    }

    /** The record sizes that were measured with a promise, ascending. */
    public List<Integer> sizes(Promise promise) {
        return of(promise).stream().map(Entry::recordBytes).distinct().sorted().toList();
    }

    /**
     * How long an append takes, in nanoseconds: between two measured sizes interpolated, beyond them that of the nearest.
     *
     * @return empty if the mode wasn't measured with this promise
     */
    public OptionalDouble nanos(RangeMode mode, Promise promise, int recordBytes) {
        Entry below = null;
        for (Entry entry : of(promise)) {
            if (entry.mode != mode) {
                continue;
            }
            if (entry.recordBytes >= recordBytes) {
                return OptionalDouble.of(below == null ? entry.nanos : between(below, entry, recordBytes));
            }
            below = entry;
        }
        return below == null ? OptionalDouble.empty() : OptionalDouble.of(below.nanos);
    }

    private static double between(Entry below, Entry above, int recordBytes) {
        double part = (double) (recordBytes - below.recordBytes) / (above.recordBytes - below.recordBytes);
        return below.nanos + part * (above.nanos - below.nanos);
    }

    private List<Entry> of(Promise promise) {
        return entries.stream().filter(entry -> entry.promise == promise).toList();
    }

    /**
     * Writes it as properties, for {@link #load}. A new file takes the place of the one that was there: whoever loads meanwhile
     * finds the old one or the new one. The name is not forced: after a power cut the old one may be there. The directory has to
     * be writable, and the new file is the caller's, readable for all that its umask allows. A process that is killed may leave a
     * file {@code NAME.….new}.
     *
     * @param file if it is a link to a file, that one is replaced
     */
    public void store(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# How long appends take here, in nanoseconds, by promise, mode and record size.");
        lines.add("place=" + escape(place));
        lines.add("device=" + device);
        lines.add("measured=" + measured);
        for (Entry entry : entries) {
            lines.add(String.format(
                    Locale.ROOT, "%s.%s.%d=%.1f", entry.promise, entry.mode, entry.recordBytes, entry.nanos));
        }
        Path there = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path written = Files.createTempFile(there.getParent(), there.getFileName() + ".", ".new", READABLE);
        try {
            Files.write(written, lines, WRITE, DSYNC);
            Files.move(written, there, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** As {@link Properties} reads it. */
    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    /**
     * Reads what {@link #store} wrote.
     *
     * @throws java.nio.file.NoSuchFileException if it isn't there
     * @throws IOException if it is no profile; the message tells what is wrong
     */
    public static WriteProfile load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            List<Entry> entries = new ArrayList<>();
            for (String name : properties.stringPropertyNames()) {
                String[] parts = name.split("\\.", -1);
                if (parts.length == 3) {
                    entries.add(new Entry(
                            RangeMode.valueOf(parts[1]),
                            Promise.valueOf(parts[0]),
                            Integer.parseInt(parts[2]),
                            Double.parseDouble(properties.getProperty(name))));
                }
            }
            return new WriteProfile(
                    required(properties, "place"),
                    required(properties, "device"),
                    Instant.parse(required(properties, "measured")),
                    entries);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + " is not a profile of writes: " + e.getMessage(), e);
        }
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }
}
