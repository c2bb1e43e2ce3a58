package io.tidemark.cli.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Records with their length in front, as four bytes, the lowest first. */
public final class FramedSource implements RecordSource {
    private final InputBuffer input;
    private long number;

    public FramedSource(ReadableByteChannel input) {
        this.input = new InputBuffer(input);
    }

    @Override
    public ByteBuf next() throws IOException {
        ByteBuf bytes = input.bytes();
        number++;
        if (!has(Integer.BYTES)) {
            if (!bytes.isReadable()) {
                return null;
            }
            throw endsAfter(bytes.readableBytes() + " of the " + Integer.BYTES + " bytes of its length");
        }
        long length = bytes.readUnsignedIntLE();
        if (length > LONGEST_BYTES) {
            throw new BadInputException(
                    name() + ": its length is " + length + ", and no log takes more than " + LONGEST_BYTES);
        }
        if (!has((int) length)) {
            throw endsAfter(bytes.readableBytes() + " of its " + length + " bytes");
        }
        return bytes.readSlice((int) length);
    }

    private boolean has(int count) throws IOException {
        while (input.bytes().readableBytes() < count) {
            if (!input.fill()) {
                return false;
            }
        }
        return true;
    }

    private BadInputException endsAfter(String what) {
        return new BadInputException(name() + ": the input ends after " + what);
    }

    @Override
    public String name() {
        return "record " + number;
    }

    @Override
    public void close() {
        input.close();
    }
}
