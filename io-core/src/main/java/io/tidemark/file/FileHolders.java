package io.tidemark.file;

import io.tidemark.file.SwitchOutcome.Obstacle;
import io.tidemark.file.SwitchOutcome.Obstacle.Kind;
import io.tidemark.nativeio.DirectoryEntries;
import io.tidemark.nativeio.FileFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks through the processes that this one may look into for who has a file open, mapped or watched. */
final class FileHolders {
    private static final Path PROCESSES = Path.of("/proc");
    private static final int KERNEL_MINOR_BITS = 20;
    private static final int MAPS_DEVICE_WORD = 3;

    private final FileFacts file;
    private final long major;
    private final long minor;
    private final List<Obstacle> found = new ArrayList<>();

    private FileHolders(FileFacts file) {
        this.file = file;
        this.major = file.device() >>> Integer.SIZE;
        this.minor = file.device() & 0xffff_ffffL;
    }

    static FileHolders of(FileFacts file) throws IOException {
        FileHolders holders = new FileHolders(file);
        for (Path process : DirectoryEntries.of(PROCESSES)) {
            if (process.getFileName().toString().chars().allMatch(Character::isDigit)) {
                holders.look(process);
            }
        }
        return holders;
    }

    void addTo(List<Obstacle> obstacles) {
        obstacles.addAll(found);
    }

    /** Processes come and go, and those of others don't let us look: that is nothing found. */
    private void look(Path process) {
        String who = who(process);
        try {
            for (Path descriptor : DirectoryEntries.of(process.resolve("fd"))) {
                if (isFile(descriptor)) {
                    found.add(new Obstacle(
                            Kind.DESCRIPTOR, "descriptor " + descriptor.getFileName() + " of " + who + " is open"));
                }
            }
            if (linesOf(process.resolve("maps")).stream().anyMatch(this::isMapping)) {
                found.add(new Obstacle(Kind.MAPPING, who + " has it mapped"));
            }
            for (Path descriptor : DirectoryEntries.of(process.resolve("fdinfo"))) {
                if (linesOf(descriptor).stream().anyMatch(this::isWatch)) {
                    found.add(new Obstacle(Kind.WATCH, who + " watches it (inotify)"));
                }
            }
        } catch (IOException ignored) {
            return;
        }
    }

    private static String who(Path process) {
        long number = Long.parseLong(process.getFileName().toString());
        return "process " + number + (number == ProcessHandle.current().pid() ? " (this one)" : "");
    }

    private boolean isFile(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (!target.startsWith("/")) {
                return false; // A socket or pipe.
            }
            Map<String, Object> attributes = Files.readAttributes(descriptor, "unix:ino,dev");
            return (long) attributes.get("ino") == file.inode() && isDevice((long) attributes.get("dev"));
        } catch (IOException e) {
            return false;
        }
    }

    /** As the C library packs a device number: 12 bits of the major number above 8 of the minor, the rest above. */
    private boolean isDevice(long packed) {
        long packedMajor = ((packed >>> 8) & 0xfff) | ((packed >>> 32) & 0xffff_f000L);
        long packedMinor = (packed & 0xff) | ((packed >>> 12) & 0xffff_ff00L);
        return packedMajor == major && packedMinor == minor;
    }

    private boolean isMapping(String line) {
        String[] words = line.split(" +", MAPS_DEVICE_WORD + 3);
        return words.length > MAPS_DEVICE_WORD + 1
                && words[MAPS_DEVICE_WORD].equals(String.format(Locale.ROOT, "%02x:%02x", major, minor))
                && words[MAPS_DEVICE_WORD + 1].equals(Long.toString(file.inode()));
    }

    private boolean isWatch(String line) {
        return line.startsWith("inotify ")
                && line.contains(" ino:" + Long.toHexString(file.inode()) + " ")
                && line.contains(" sdev:" + Long.toHexString((major << KERNEL_MINOR_BITS) | minor) + " ");
    }

    private static List<String> linesOf(Path path) {
        try {
            return Files.readAllLines(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
