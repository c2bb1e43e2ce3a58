package io.tidemark.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A device-mapper device over a loop device; its table says what fails. */
public final class BrokenDisk implements BrokenMedium {
    private static final long BYTES = 320L << 20;
    private static final long SECTORS = BYTES / 512;
    private static final int SECTORS_PER_BLOCK = 8;

    private final String fileSystem;
    private final Path parent;
    private final Path directory;
    private final String loop;
    private final String name;
    private final String device;
    private boolean mounted;

    private BrokenDisk(String fileSystem, Path parent, String loop) throws IOException {
        this.fileSystem = fileSystem;
        this.parent = parent;
        this.directory = parent.resolve("mnt");
        this.loop = loop;
        this.name = "tidemark-" + Path.of(loop).getFileName();
        Command.run("dmsetup", "create", name, "--noudevsync", "--noudevrules", "--table", whole());
        this.device = "dm-" + Command.run("dmsetup", "info", "-c", "--noheadings", "-o", "minor", name);
    }

    /** A new one with ext4 or xfs. */
    public static BrokenDisk of(String fileSystem) throws IOException {
        Path parent = Files.createTempDirectory("tidemark").toRealPath();
        Path image = parent.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        String loop = Command.run("losetup", "--find", "--show", image.toString());
        BrokenDisk disk = new BrokenDisk(fileSystem, parent, loop);
        List<String> make = new ArrayList<>(
                fileSystem.equals("ext4")
                        ? List.of("mkfs.ext4", "-q", "-F", "-b", "4096", "-m", "0")
                        : List.of("mkfs.xfs", "-q", "-f"));
        make.add("/dev/" + disk.device);
        Command.run(make.toArray(String[]::new));
        Files.createDirectory(disk.directory);
        disk.mount();
        return disk;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public String fileSystem() {
        return fileSystem;
    }

    /** From now on every write of the device fails. */
    public void failWrites() throws IOException {
        load("0 " + SECTORS + " flakey " + loop + " 0 0 1 1 error_writes");
    }

    /** From now on the block that holds the byte at {@code offset} of a file can be neither read nor written. */
    @Override
    public void breakBlock(Path file, long offset) throws IOException {
        long first = PhysicalBlocks.at(file, offset) * SECTORS_PER_BLOCK;
        long behind = first + SECTORS_PER_BLOCK;
        load(
                "0 " + first + " linear " + loop + " 0",
                first + " " + SECTORS_PER_BLOCK + " error",
                behind + " " + (SECTORS - behind) + " linear " + loop + " " + behind);
    }

    /** From now on every read of the device fails. */
    void failReads() throws IOException {
        load("0 " + SECTORS + " flakey " + loop + " 0 0 1 1 error_reads");
    }

    /**
     * Files that are opened from now on get into the page cache page by page: read ahead, XFS uses larger folios, which Linux
     * 6.12 doesn't take to pieces while they are mapped and dirty.
     */
    void readNothingAhead() throws IOException {
        Files.writeString(Path.of("/sys/block", device, "queue/read_ahead_kb"), "0");
    }

    @Override
    public void heal() throws IOException {
        load(whole());
    }

    @Override
    public void unmount() throws IOException {
        Command.run("umount", directory.toString());
        mounted = false;
    }

    @Override
    public void mount() throws IOException {
        List<String> line = new ArrayList<>(List.of("mount"));
        if (fileSystem.equals("ext4")) {
            line.addAll(List.of("-o", "errors=remount-ro"));
        }
        line.addAll(List.of("/dev/" + device, directory.toString()));
        Command.run(line.toArray(String[]::new));
        mounted = true;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            unmount();
        }
        Command.run("dmsetup", "remove", "--noudevsync", "--noudevrules", name);
        Command.run("losetup", "-d", loop);
        Files.delete(directory);
        Files.delete(parent.resolve("image"));
        Files.delete(parent);
    }

    private String whole() {
        return "0 " + SECTORS + " linear " + loop + " 0";
    }

    /** A device that is resumed with another table is suspended first. */
    private void load(String... table) throws IOException {
        Command.run("sh", "-c", "echo '" + String.join("\n", table) + "' | dmsetup load " + name);
        Command.run("dmsetup", "resume", "--nolockfs", "--noudevsync", "--noudevrules", name);
    }

    @Override
    public String toString() {
        return fileSystem + " on device-mapper";
    }
}
