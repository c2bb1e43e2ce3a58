package io.tidemark.bench.foundation;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Records of one size that stand in a file one behind the other.
 *
 * @param offset of the first one, in bytes
 * @param recordBytes what each takes up, all that the file stores with it included
 */
public record StoredRecords(Path path, long offset, int recordBytes, int count) {
    /** All of them, mapped and in memory. */
    MappedByteBuffer map() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedByteBuffer mapping = channel.map(MapMode.READ_ONLY, offset, (long) recordBytes * count);
            return mapping.load();
        }
    }
}
