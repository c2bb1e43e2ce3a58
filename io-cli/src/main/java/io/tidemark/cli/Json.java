package io.tidemark.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;

/** How the command writes JSON; on a terminal it commands nothing, whatever is in it. */
final class Json {
    private static final Gson LINE = new GsonBuilder().disableHtmlEscaping().create();
    private static final Gson TEXT = LINE.newBuilder().setPrettyPrinting().create();

    private Json() {}

    /** For one object that is all there is. */
    static String text(JsonObject json) {
        return Escapes.escapeJson(TEXT.toJson(json));
    }

    /** For one object of many. */
    static String line(JsonObject json) {
        return Escapes.escapeJson(LINE.toJson(json));
    }
}
