package io.tidemark.file.state;

import io.tidemark.file.FileState;
import io.tidemark.file.FileState.Condition;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.NotATidemarkFileException;
import io.tidemark.file.StoredRange;
import io.tidemark.file.TooManyRangesException;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The bytes of a file's header, little-endian.
 *
 * <pre>
 *  identity block, at 0, 4096 bytes, written once
 *  +0   magic "TIDEMARK"                  8
 *  +8   version, 1                        4
 *  +12  CRC32C of bytes 0-11 and 16-39    4
 *  +16  file id                          16
 *  +32  border size                       8
 *
 *  state slot 0, at 4096, and slot 1 right behind it; both hold the last state
 *  +0   generation, from 1 on             8
 *  +8   number of ranges                  4
 *  +12  CRC32C of the slot but for this   4
 *  +16  end of the data                   8
 *  +24  condition: 1 open, 2 clean        4
 *  +28  zero                              4
 *  +32  ranges, 24 bytes each: offset 8, length 8, mode 4, zero 4
 * </pre>
 *
 * The header takes up one border, at least 64 KiB; both slots share what the identity block leaves.
 */
final class HeaderLayout {
    static final int IDENTITY_BYTES = 4096;
    private static final byte[] ZEROS = new byte[IDENTITY_BYTES];

    private static final long MAGIC = 0x4b52_414d_4544_4954L; // "TIDEMARK"
    private static final int VERSION = 1;
    private static final int MIN_HEADER_BYTES = 64 << 10;

    /** Slots beyond this would only make opening slow; it holds 43,000 ranges. */
    private static final int MAX_SLOT_BYTES = 1 << 20;

    private static final int VERSION_AT = 8;
    private static final int IDENTITY_CRC_AT = 12;
    private static final int FILE_ID_AT = 16;
    private static final int BORDER_AT = 32;
    private static final int IDENTITY_END = 40;

    private static final int COUNT_AT = 8;
    private static final int STATE_CRC_AT = 12;
    private static final int END_AT = 16;
    private static final int CONDITION_AT = 24;
    private static final int RANGES_AT = 32;
    private static final int RANGE_BYTES = 24;

    private HeaderLayout() {}

    static long headerBytes(long borderBytes) {
        return Math.max(borderBytes, MIN_HEADER_BYTES);
    }

    static int slotBytes(long headerBytes) {
        return (int) Math.min(MAX_SLOT_BYTES, ((headerBytes - IDENTITY_BYTES) / 2) & -IDENTITY_BYTES);
    }

    static long slotOffset(int slot, long headerBytes) {
        return IDENTITY_BYTES + (long) slot * slotBytes(headerBytes);
    }

    static void putIdentity(ByteBuffer block, UUID fileId, long borderBytes) {
        zero(block, IDENTITY_BYTES);
        block.putLong(0, MAGIC).putInt(VERSION_AT, VERSION);
        block.putLong(FILE_ID_AT, fileId.getMostSignificantBits());
        block.putLong(FILE_ID_AT + 8, fileId.getLeastSignificantBits());
        block.putLong(BORDER_AT, borderBytes);
        block.putInt(IDENTITY_CRC_AT, checksum(block, IDENTITY_CRC_AT, IDENTITY_END));
    }

    static UUID fileId(ByteBuffer identity) {
        return new UUID(identity.getLong(FILE_ID_AT), identity.getLong(FILE_ID_AT + 8));
    }

    /** Whether a little-endian block begins as an identity does, intact or not. */
    static boolean isIdentity(ByteBuffer block) {
        return block.getLong(0) == MAGIC;
    }

    /** The border size in a block that must be an intact identity. */
    static long borderBytes(String path, ByteBuffer identity) throws IOException {
        if (identity.limit() < IDENTITY_END || !isIdentity(identity)) {
            throw new NotATidemarkFileException(
                    path, "it does not begin with the header of a HybridFile; give another path, or open it as a log");
        }
        int version = identity.getInt(VERSION_AT);
        if (version != VERSION) {
            throw new NotATidemarkFileException(
                    path, "its header has version " + version + ", this release knows version " + VERSION);
        }
        long borderBytes = identity.getLong(BORDER_AT);
        if (identity.getInt(IDENTITY_CRC_AT) != checksum(identity, IDENTITY_CRC_AT, IDENTITY_END)
                || Long.bitCount(borderBytes) != 1
                || borderBytes > HybridFileOptions.MAX_BORDER_BYTES) {
            throw new NotATidemarkFileException(path, "the identity block in its first 4096 bytes is damaged");
        }
        return borderBytes;
    }

    /** Writes a state; returns the length to write to the file, a multiple of 4096. */
    static int putState(String path, ByteBuffer slot, FileState state, long generation) throws IOException {
        List<StoredRange> ranges = state.ranges();
        int needed = RANGES_AT + ranges.size() * RANGE_BYTES;
        int slotBytes = slot.capacity();
        if (needed > slotBytes) {
            throw new TooManyRangesException(
                    path,
                    "the header holds the states of at most " + (slotBytes - RANGES_AT) / RANGE_BYTES
                            + " ranges, these are " + ranges.size()
                            + "; use larger borders or a state store of your own");
        }
        int length = (needed + IDENTITY_BYTES - 1) & -IDENTITY_BYTES;
        zero(slot, length);
        slot.putLong(0, generation).putInt(COUNT_AT, ranges.size());
        slot.putLong(END_AT, state.endOffset());
        slot.putInt(CONDITION_AT, state.condition() == Condition.OPEN ? 1 : 2);
        for (int i = 0; i < ranges.size(); i++) {
            StoredRange range = ranges.get(i);
            int at = RANGES_AT + i * RANGE_BYTES;
            slot.putLong(at, range.offset()).putLong(at + 8, range.length());
            slot.putInt(at + 16, ModeCodes.codeOf(range.mode()));
        }
        slot.putInt(STATE_CRC_AT, checksum(slot, STATE_CRC_AT, needed));
        return length;
    }

    /** How much of a slot its state takes up, a multiple of 4096; of a damaged one anything that the slot has. */
    static int usedBytes(ByteBuffer slot) {
        long needed = RANGES_AT + (long) Math.max(0, slot.getInt(COUNT_AT)) * RANGE_BYTES;
        return (int) Math.min(slot.capacity(), (needed + IDENTITY_BYTES - 1) & -IDENTITY_BYTES);
    }

    static long generation(ByteBuffer slot) {
        long generation = slot.limit() < RANGES_AT ? 0 : slot.getLong(0);
        return generation == Long.MAX_VALUE ? 0 : generation; // No writer gets there, and there is no next one.
    }

    static boolean isIntact(ByteBuffer slot) {
        int count = slot.getInt(COUNT_AT);
        if (count < 0 || count > (slot.limit() - RANGES_AT) / RANGE_BYTES) {
            return false;
        }
        int end = RANGES_AT + count * RANGE_BYTES;
        return slot.getInt(STATE_CRC_AT) == checksum(slot, STATE_CRC_AT, end);
    }

    /** The state in an intact slot. */
    static FileState getState(ByteBuffer slot, UUID fileId, long borderBytes) throws IOException {
        int count = slot.getInt(COUNT_AT);
        List<StoredRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = RANGES_AT + i * RANGE_BYTES;
            RangeMode mode = ModeCodes.modeOf(slot.getInt(at + 16));
            ranges.add(new StoredRange(slot.getLong(at), slot.getLong(at + 8), mode));
        }
        Condition condition = slot.getInt(CONDITION_AT) == 2 ? Condition.CLEAN : Condition.OPEN;
        return new FileState(fileId, borderBytes, condition, slot.getLong(END_AT), ranges);
    }

    /** @param length a multiple of {@link #IDENTITY_BYTES} */
    private static void zero(ByteBuffer block, int length) {
        for (int at = 0; at < length; at += IDENTITY_BYTES) {
            block.put(at, ZEROS);
        }
    }

    /** CRC32C of {@code [0, end)} without the four bytes at {@code hole}. */
    private static int checksum(ByteBuffer block, int hole, int end) {
        CRC32C crc = new CRC32C();
        crc.update(block.slice(0, hole));
        crc.update(block.slice(hole + Integer.BYTES, end - hole - Integer.BYTES));
        return (int) crc.getValue();
    }
}
