package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A fresh file system with DAX on an NVDIMM of the guest whose blocks can be declared bad, as the kernel does with those
 * that the firmware reports: they can then be neither read nor written nor newly mapped.
 */
public final class BrokenPmem implements BrokenMedium {
    private static final int SECTORS_PER_BLOCK = 8;

    /** The kernel's list has entries of 512 sectors. */
    private static final long MAX_BLOCKS = 64;

    private final String fileSystem;
    private final Path directory;
    private final String device;
    private boolean mounted = true;

    private BrokenPmem(String fileSystem, Path directory, String device) {
        this.fileSystem = fileSystem;
        this.directory = directory;
        this.device = device;
    }

    /** With ext4 or xfs, which is made anew. */
    public static BrokenPmem of(String fileSystem) throws IOException {
        DaxPlace place = DaxPlace.all()
                .filter(each -> each.fileSystem().equals(fileSystem)
                        && each.device() == DaxPlace.Device.NVDIMM
                        && each.option() == DaxPlace.Option.ALWAYS)
                .findFirst()
                .orElseThrow();
        String device = Mount.at(place.directory()).device();
        BrokenPmem pmem = new BrokenPmem(
                fileSystem, place.directory(), Path.of(device).getFileName().toString());
        pmem.unmount();
        pmem.heal();
        if (fileSystem.equals("ext4")) {
            Command.run("mkfs.ext4", "-q", "-F", "-b", "4096", "-m", "0", device);
        } else {
            Command.run("mkfs.xfs", "-q", "-f", "-m", "reflink=1", device);
        }
        pmem.mount();
        return pmem;
    }

    /** Declares the block bad that holds the byte at {@code offset} of a file. */
    @Override
    public void breakBlock(Path file, long offset) throws IOException {
        declareBad(PhysicalBlocks.at(file, offset), 1);
    }

    /** Declares all blocks of a file bad. */
    void breakBlocks(Path file) throws IOException {
        for (PhysicalBlocks.Run run : PhysicalBlocks.of(file)) {
            long end = run.onMedium() + run.count();
            for (long block = run.onMedium(); block < end; block += MAX_BLOCKS) {
                declareBad(block, Math.min(MAX_BLOCKS, end - block));
            }
        }
    }

    /** The blocks that are bad, as the kernel lists them. */
    String listed() throws IOException {
        return Files.readString(badBlocks());
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

    /** Binds the driver anew, which forgets the bad blocks. Unmounted only. */
    @Override
    public void heal() throws IOException {
        String namespace = Path.of("/sys/block", device, "device")
                .toRealPath()
                .getFileName()
                .toString();
        Files.writeString(Path.of("/sys/bus/nd/drivers/nd_pmem/unbind"), namespace);
        Files.writeString(Path.of("/sys/bus/nd/drivers/nd_pmem/bind"), namespace);
    }

    @Override
    public void unmount() throws IOException {
        Command.run("umount", directory.toString());
        mounted = false;
    }

    @Override
    public void mount() throws IOException {
        String options = fileSystem.equals("ext4") ? "dax=always,errors=remount-ro" : "dax=always";
        Command.run("mount", "-o", options, "/dev/" + device, directory.toString());
        mounted = true;
    }

    /** Stays mounted, with all its blocks good, for the next and for other tests. */
    @Override
    public void close() throws IOException {
        if (mounted) {
            unmount();
        }
        heal();
        mount();
    }

    @Override
    public String toString() {
        return fileSystem + " on persistent memory";
    }

    private void declareBad(long block, long count) throws IOException {
        Files.writeString(badBlocks(), block * SECTORS_PER_BLOCK + " " + count * SECTORS_PER_BLOCK + "\n");
    }

    private Path badBlocks() {
        return Path.of("/sys/block", device, "badblocks");
    }
}
