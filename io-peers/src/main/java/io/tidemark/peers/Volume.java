package io.tidemark.peers;

/**
 * How much.
 *
 * @param durableBytes appended durably before room is made
 * @param unforcedBytes appended without a force before room is made
 * @param readBytes of the log that is read
 * @param reopenBytes of the log that is opened after a kill
 * @param reopenRecordBytes length of its records
 */
record Volume(long durableBytes, long unforcedBytes, long readBytes, long reopenBytes, int reopenRecordBytes) {
    /** For figures. */
    static Volume full() {
        return new Volume(64 << 20, 256 << 20, 64 << 20, 64 << 20, 1024);
    }

    /** For a look. */
    static Volume quick() {
        return new Volume(32 << 20, 128 << 20, 32 << 20, 16 << 20, 1024);
    }

    /** For tests. */
    static Volume tiny() {
        return new Volume(1 << 20, 1 << 20, 1 << 18, 1 << 18, 1024);
    }
}
