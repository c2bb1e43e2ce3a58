package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A file system on persistent memory that is mounted for tests; the system property tidemark.dax.places lists them. */
public record DaxPlace(String fileSystem, Device device, Option option, Path directory) {
    public enum Device {
        /** Takes MAP_SYNC. */
        NVDIMM,
        /** DAX, but what is stored needs a flush of the device. */
        VIRTIO_PMEM
    }

    /** The mount option dax=. */
    public enum Option {
        ALWAYS,
        /** The files' own flags decide. */
        INODE,
        NEVER
    }

    /** All of them, each written as {@code ext4:nvdimm:always:/directory}. */
    public static Stream<DaxPlace> all() {
        String places = System.getProperty("tidemark.dax.places");
        Assumptions.assumeTrue(places != null, "the property tidemark.dax.places names no places");
        return Stream.of(places.split(" ")).map(DaxPlace::parse);
    }

    private static DaxPlace parse(String place) {
        String[] parts = place.split(":", 4);
        return new DaxPlace(
                parts[0],
                Device.valueOf(parts[1].replace('-', '_').toUpperCase(Locale.ROOT)),
                Option.valueOf(parts[2].toUpperCase(Locale.ROOT)),
                Path.of(parts[3]));
    }

    Path newDirectory() throws IOException {
        return Files.createTempDirectory(directory, "tidemark");
    }

    @Override
    public String toString() {
        return (fileSystem + " on " + device + ", dax=" + option).toLowerCase(Locale.ROOT);
    }
}
