package io.tidemark.log;

import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.SegmentHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The golden files of format version 1 in {@code src/test/resources/log}. They are frozen: a change of the format is a
 * new version with files of its own. {@link #main} wrote them:
 *
 * <pre>
 * java -cp ... io.tidemark.log.GoldenSegments io-core/src/test/resources/log
 * </pre>
 */
public final class GoldenSegments {
    /** Two incarnations, payloads around the alignment, index entries, a footer. */
    public static final String SEALED = "segment-v1-sealed.bin";

    /** An open segment whose last record is torn; behind it an intact one that was not acknowledged. */
    public static final String TORN = "segment-v1-torn.bin";

    /** Sealed without a record. */
    public static final String EMPTY = "segment-v1-empty.bin";

    private GoldenSegments() {}

    public static byte[] load(String name) {
        try (InputStream in = GoldenSegments.class.getResourceAsStream("/log/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    /** The same, encoded anew. */
    public static Map<String, byte[]> encode() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(SEALED, sealed());
        files.put(TORN, torn());
        files.put(EMPTY, new SegmentImage(firstSegment()).seal().bytes());
        return files;
    }

    private static SegmentHeader firstSegment() {
        return new SegmentHeader(
                SegmentImage.LOG_ID,
                0,
                0,
                1,
                SegmentImage.FIRST_TIMESTAMP,
                SegmentHeader.MAX_SEGMENT_BYTES >>> 4,
                FooterPlace.NONE);
    }

    private static byte[] sealed() {
        SegmentImage image = new SegmentImage(SegmentImage.header());
        for (int length : new int[] {0, 1, 7, 8, 9, 64, 100}) {
            image.append(length);
        }
        image.force().append(5000).append(5000).reopen();
        image.append(SegmentImage.payload(33, 1), SegmentImage.FIRST_TIMESTAMP - 5);
        return image.append(4000).append(4000).append(16).seal().bytes();
    }

    private static byte[] torn() {
        SegmentImage image = new SegmentImage(SegmentImage.header());
        image.append(50).append(60).force().append(70);
        int tornFrom = image.end() + 64;
        byte[] bytes = image.append(300).append(80).bytes();
        for (int at = tornFrom; at < tornFrom + 128; at++) {
            bytes[at] = 0;
        }
        return bytes;
    }

    public static void main(String[] args) throws IOException {
        for (Map.Entry<String, byte[]> file : encode().entrySet()) {
            Files.write(Path.of(args[0], file.getKey()), file.getValue());
        }
    }
}
