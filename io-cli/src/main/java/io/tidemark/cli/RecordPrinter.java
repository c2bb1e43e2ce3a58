package io.tidemark.cli;

import com.google.gson.JsonObject;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.tidemark.log.LogCursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** Writes records in a format. For one thread. */
final class RecordPrinter {
    private static final int BYTE_BITS = 8;

    private final OutputStream out;
    private final RecordFormat format;
    private final boolean isForTerminal;

    /** @param out better buffered */
    RecordPrinter(OutputStream out, RecordFormat format, Console console) {
        this.out = out;
        this.format = format;
        this.isForTerminal = console.isTerminal();
    }

    /** Writes the record that a cursor is at. */
    void print(LogCursor record) throws IOException {
        ByteBuf payload = record.payload();
        switch (format) {
            case TEXT -> text(payload);
            case HEX -> line(ByteBufUtil.hexDump(payload));
            case JSON -> line(Json.line(json(record)));
            case BINARY -> binary(payload);
        }
    }

    private void text(ByteBuf payload) throws IOException {
        if (isForTerminal) {
            line(Escapes.escape(payload.toString(StandardCharsets.UTF_8)));
        } else {
            copy(payload);
            out.write('\n');
        }
    }

    private void binary(ByteBuf payload) throws IOException {
        int length = payload.readableBytes();
        for (int shift = 0; shift < Integer.SIZE; shift += BYTE_BITS) {
            out.write(length >>> shift);
        }
        copy(payload);
    }

    private void copy(ByteBuf payload) throws IOException {
        payload.getBytes(payload.readerIndex(), out, payload.readableBytes());
    }

    private void line(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /** The names stay as they are from version to version, new ones may come. */
    private static JsonObject json(LogCursor record) {
        JsonObject json = new JsonObject();
        json.addProperty("sequence", record.sequence());
        json.addProperty(
                "timestamp",
                Instant.EPOCH.plus(record.timestampMicros(), ChronoUnit.MICROS).toString());
        ByteBuf payload = record.payload();
        try {
            json.addProperty(
                    "payload",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(payload.nioBuffer())
                            .toString());
        } catch (CharacterCodingException e) {
            json.addProperty("payloadBase64", Base64.getEncoder().encodeToString(ByteBufUtil.getBytes(payload)));
        }
        return json;
    }
}
