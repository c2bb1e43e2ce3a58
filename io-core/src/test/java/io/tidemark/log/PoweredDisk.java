package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam;
import io.tidemark.file.FaultSeam.Call;
import io.tidemark.file.FaultSeam.Real;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a disk has of the files at a path, or below it, whose power may be cut: all that was forced, and of every other
 * write, length and name what chance has put there. Calls that change or force something are made one at a time, and a
 * witness may look before each one. Stores into mappings are no calls: a tail that is mapped can't be watched.
 */
final class PoweredDisk {
    private static final int SECTOR_BYTES = 512;
    private static final Set<String> WRITES = Set.of("pwrite", "pwritev2");
    private static final Set<String> OTHERS =
            Set.of("ftruncate", "fallocate", "open", "unlink", "unlinkat", "fsync", "fdatasync");

    /** One that is not forced yet, unless it says so itself. */
    private static final class Change {
        private final long offset;
        private final byte[] bytes;
        private final boolean isCut;
        private final boolean isForced;

        Change(long offset, byte[] bytes, boolean isCut, boolean isForced) {
            this.offset = offset;
            this.bytes = bytes;
            this.isCut = isCut;
            this.isForced = isForced;
        }
    }

    /** A file, whatever its name. */
    private static final class Inode {
        private byte[] forced = {};
        private final List<Change> changes = new ArrayList<>();
        private long length;

        void force() {
            for (Change change : changes) {
                forced = applied(change, forced);
            }
            changes.clear();
        }
    }

    /** Looks at what the disk has. */
    @FunctionalInterface
    interface Witness {
        /** Before a call. */
        void see() throws Exception;
    }

    private final Path path;
    private final FaultSeam seam = new FaultSeam();
    private final Map<Path, Inode> names = new HashMap<>();
    private final Map<Path, Inode> forcedNames = new HashMap<>();
    private Witness witness = () -> {};
    private Throwable failure;
    private int calls;

    /** A disk with nothing at this path. */
    PoweredDisk(Path path) {
        this.path = path;
        seam.bend(call -> concerns(call), 1, Long.MAX_VALUE, this::make);
    }

    /** Whose system calls it hears of. */
    Posix posix() {
        return seam.posix();
    }

    synchronized void watch(Witness newWitness) {
        witness = newWitness;
    }

    /** How many calls changed or forced something; throws what the witness threw. */
    synchronized int calls() {
        if (failure != null) {
            throw new AssertionError("in front of call " + calls, failure);
        }
        return calls;
    }

    /**
     * Ends the process, but not the machine: another one finds at {@code to} all that was written, and the disk has of it
     * what it had.
     */
    synchronized PoweredDisk kill(Path to) throws IOException {
        LogImage.copy(path, to);
        PoweredDisk other = new PoweredDisk(to);
        Map<Inode, Inode> copies = new HashMap<>();
        names.forEach((name, inode) -> other.names.put(at(name, to), copy(inode, copies)));
        forcedNames.forEach((name, inode) -> other.forcedNames.put(at(name, to), copy(inode, copies)));
        return other;
    }

    /**
     * Cuts the power: what the disk has is put at {@code to}.
     *
     * @param kept how much of what was not forced, about: 0 for nothing, 1 for all
     */
    synchronized void cut(Path to, double kept, Random random) throws IOException {
        LogImage.delete(to);
        if (Files.isDirectory(path)) {
            Files.createDirectory(to);
        }
        Set<Path> all = new TreeSet<>(names.keySet());
        all.addAll(forcedNames.keySet());
        for (Path name : all) {
            Inode inode = (random.nextDouble() < kept ? names : forcedNames).get(name);
            if (inode != null && !name.endsWith("lock")) {
                Files.write(at(name, to), left(inode, kept, random));
            }
        }
    }

    private static byte[] left(Inode inode, double kept, Random random) {
        byte[] bytes = inode.forced;
        for (Change change : inode.changes) {
            if (change.isForced || random.nextDouble() < kept) {
                bytes = applied(change, bytes);
            } else if (!change.isCut && random.nextDouble() < kept) {
                bytes = torn(change, bytes, random);
            }
        }
        return bytes;
    }

    /** Each sector of a write gets there by itself, or doesn't. */
    private static byte[] torn(Change change, byte[] bytes, Random random) {
        byte[] result = bytes;
        for (int from = 0; from < change.bytes.length; ) {
            int inSector = SECTOR_BYTES - (int) ((change.offset + from) % SECTOR_BYTES);
            int to = Math.min(change.bytes.length, from + inSector);
            if (random.nextBoolean()) {
                byte[] sector = Arrays.copyOfRange(change.bytes, from, to);
                result = applied(new Change(change.offset + from, sector, false, false), result);
            }
            from = to;
        }
        return result;
    }

    private static byte[] applied(Change change, byte[] bytes) {
        if (change.isCut) {
            return Arrays.copyOf(bytes, Math.toIntExact(change.offset));
        }
        int end = Math.toIntExact(change.offset + change.bytes.length);
        byte[] result = Arrays.copyOf(bytes, Math.max(end, bytes.length));
        System.arraycopy(change.bytes, 0, result, (int) change.offset, change.bytes.length);
        return result;
    }

    private Path at(Path name, Path to) {
        return to.resolve(path.relativize(name).toString());
    }

    private static Inode copy(Inode inode, Map<Inode, Inode> copies) {
        return copies.computeIfAbsent(inode, original -> {
            Inode copy = new Inode();
            copy.forced = original.forced;
            copy.changes.addAll(original.changes);
            copy.length = original.length;
            return copy;
        });
    }

    /** Of a directory only forces do: the log's own, and the one in which it lies. */
    private boolean concerns(Call call) {
        if (!WRITES.contains(call.name()) && !OTHERS.contains(call.name())) {
            return false;
        }
        String file = call.file();
        boolean isLogs = file.equals(path.toString()) || file.startsWith(path + "/");
        boolean isForceOfParent =
                call.name().equals("fsync") && file.equals(path.getParent().toString());
        return (isLogs || isForceOfParent) && !file.contains(".tidemark-") && !file.endsWith(" (deleted)");
    }

    private synchronized Object make(Call call, Real real) throws Throwable {
        see();
        Path file = Path.of(call.file());
        Object result = real.make(call.copy());
        switch (call.name()) {
            case "open" -> opened(file, call);
            case "unlink", "unlinkat" -> names.remove(file);
            case "fsync", "fdatasync" -> forced(file);
            case "ftruncate" -> cut(names.get(file), call.number(1));
            case "fallocate" -> allocated(file, call);
            default -> written(file, call, ((Number) result).intValue());
        }
        return result;
    }

    private void see() {
        if (failure == null) {
            try {
                witness.see();
            } catch (Throwable e) {
                failure = e;
            }
        }
        calls++;
    }

    private void opened(Path file, Call call) {
        if ((call.number(1) & LinuxConstants.O_CREAT) != 0) {
            names.computeIfAbsent(file, name -> new Inode());
        }
    }

    private void forced(Path file) {
        if (Files.isDirectory(file)) {
            forcedNames.keySet().removeIf(name -> file.equals(name.getParent()));
            names.forEach((name, inode) -> {
                if (file.equals(name.getParent())) {
                    forcedNames.put(name, inode);
                }
            });
        } else {
            names.get(file).force();
        }
    }

    private static void cut(Inode inode, long length) {
        assertThat(length).as("files grow by writes").isLessThanOrEqualTo(inode.length);
        inode.changes.add(new Change(length, new byte[0], true, false));
        inode.length = length;
    }

    /** What is punched out, or behind the end, is zeros. */
    private void allocated(Path file, Call call) throws IOException {
        Inode inode = names.get(file);
        long mode = call.number(1);
        boolean isPunched = (mode & LinuxConstants.FALLOC_FL_PUNCH_HOLE) != 0;
        boolean isOther = (mode & ~(LinuxConstants.FALLOC_FL_KEEP_SIZE | LinuxConstants.FALLOC_FL_PUNCH_HOLE)) != 0;
        assertThat(isOther).as("a kind of fallocate that is not known here").isFalse();
        long end = call.number(2) + call.number(3);
        if (isPunched) {
            written(inode, call.number(2), (int) (Math.min(end, inode.length) - call.number(2)), file, false);
        } else if (mode == 0 && end > inode.length) {
            written(inode, inode.length, (int) (end - inode.length), file, false);
        }
    }

    private void written(Path file, Call call, int length) throws IOException {
        boolean isVector = call.name().equals("pwritev2");
        boolean isForced = isVector && (call.number(4) & LinuxConstants.RWF_DSYNC) != 0;
        written(names.get(file), call.number(3), length, file, isForced);
    }

    /** What was written is what can be read now. */
    private static void written(Inode inode, long offset, int length, Path file, boolean isForced) throws IOException {
        if (length <= 0) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // More.
            }
        }
        assertThat(bytes.hasRemaining()).as("less than was written").isFalse();
        inode.changes.add(new Change(offset, bytes.array(), false, isForced));
        inode.length = Math.max(inode.length, offset + length);
    }
}
