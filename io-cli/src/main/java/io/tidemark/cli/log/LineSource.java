package io.tidemark.cli.log;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** A record a line, without its newline; the last line needs none. */
public final class LineSource implements RecordSource {
    private final InputBuffer input;
    private long number;

    public LineSource(ReadableByteChannel input) {
        this.input = new InputBuffer(input);
    }

    @Override
    public ByteBuf next() throws IOException {
        ByteBuf bytes = input.bytes();
        number++;
        int searched = 0;
        while (true) {
            int newline = bytes.indexOf(bytes.readerIndex() + searched, bytes.writerIndex(), (byte) '\n');
            if (newline >= 0) {
                ByteBuf line = bytes.readSlice(newline - bytes.readerIndex());
                bytes.skipBytes(1);
                return line;
            }
            if (bytes.readableBytes() > LONGEST_BYTES) {
                throw new BadInputException(
                        name() + ": longer than " + LONGEST_BYTES + " bytes, more than any log takes");
            }
            searched = bytes.readableBytes();
            if (!input.fill()) {
                return bytes.isReadable() ? bytes.readSlice(bytes.readableBytes()) : null;
            }
        }
    }

    @Override
    public String name() {
        return "line " + number;
    }

    @Override
    public void close() {
        input.close();
    }
}
