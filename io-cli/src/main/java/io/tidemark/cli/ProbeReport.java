package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.Table.Style;
import io.tidemark.mode.AccessMode;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Capability;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Intent;
import java.util.Optional;
import java.util.Set;

/**
 * What a probe found, and what the standard policy makes of it.
 *
 * @param place what the place can do
 * @param tail the mode of a tail there
 * @param sealed the mode of sealed ranges there
 */
record ProbeReport(Capabilities place, Decision tail, Decision sealed) {
    static ProbeReport of(Capabilities place) {
        AccessPolicy policy = AccessPolicy.standard();
        return new ProbeReport(
                place,
                policy.decide(Intent.APPEND, Set.of(), place),
                policy.decide(Intent.READ_SEALED, Set.of(), place));
    }

    void print(Console console) {
        console.line(Escapes.escape(place.path()) + ": " + place.fileSystem() + " on device " + place.device() + ", "
                + place.blockBytes() + "-byte blocks, write cache: " + place.writeCache());
        ProbeTrials trials = new ProbeTrials(place);
        trials.remark().ifPresent(remark -> console.line("(" + Escapes.escape(remark) + ")"));
        console.line("");
        Table features = new Table().row(Cell.head("FEATURE"), Cell.head("HAS"), Cell.head("EVIDENCE"));
        for (Capability answer : place.all()) {
            features.row(Cell.plain(answer.feature().name()), has(answer), Cell.plain(trials.brief(answer.evidence())));
        }
        features.print(console);
        console.line("");
        new Table()
                .row(Cell.head("RANGE"), Cell.head("MODE"), Cell.head("REASON"))
                .row(Cell.plain("tail"), Cell.plain(tail.mode().name()), Cell.plain(trials.brief(tail.reason())))
                .row(Cell.plain("sealed"), Cell.plain(sealed.mode().name()), Cell.plain(trials.brief(sealed.reason())))
                .print(console);
        console.line("");
        Table others = new Table().row(Cell.head("OTHER MODE"), Cell.head("ON REQUEST"), Cell.head("WHY NOT"));
        for (AccessMode mode : AccessMode.values()) {
            if (mode != tail.mode() && mode != sealed.mode() && (mode.isOpen() || mode.isSealed())) {
                Optional<String> cause = place.unavailabilityCause(mode);
                Cell has = cause.isEmpty() ? new Cell("yes", Style.GOOD) : new Cell("no", Style.BAD);
                others.row(
                        Cell.plain(mode.name()),
                        has,
                        Cell.plain(cause.map(trials::brief).orElse("-")));
            }
        }
        others.print(console);
    }

    private static Cell has(Capability answer) {
        if (ProbeTrials.isUnknown(answer.evidence())) {
            return Cell.plain("?");
        }
        return answer.isAvailable() ? new Cell("yes", Style.GOOD) : new Cell("no", Style.BAD);
    }

    /** One object; the names stay as they are from version to version, new ones may come. */
    String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("path", place.path());
        json.addProperty("fileSystem", place.fileSystem());
        json.addProperty("device", place.device());
        json.addProperty("blockBytes", place.blockBytes());
        json.addProperty("writeUnitBytes", place.writeUnitBytes());
        json.addProperty("memoryAlignmentBytes", place.memoryAlignmentBytes());
        json.addProperty("writeCache", place.writeCache());
        JsonArray features = new JsonArray();
        for (Capability answer : place.all()) {
            JsonObject feature = available(answer.feature().name(), answer.isAvailable());
            feature.addProperty("evidence", answer.evidence());
            features.add(feature);
        }
        json.add("features", features);
        json.add("tail", decision(tail));
        json.add("sealed", decision(sealed));
        JsonArray modes = new JsonArray();
        for (AccessMode mode : AccessMode.values()) {
            Optional<String> cause = place.unavailabilityCause(mode);
            JsonObject entry = available(mode.name(), cause.isEmpty());
            cause.ifPresent(text -> entry.addProperty("cause", text));
            modes.add(entry);
        }
        json.add("modes", modes);
        return Json.text(json);
    }

    private static JsonObject available(String name, boolean isAvailable) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("available", isAvailable);
        return json;
    }

    private static JsonObject decision(Decision decision) {
        JsonObject json = new JsonObject();
        json.addProperty("mode", decision.mode().name());
        json.addProperty("reason", decision.reason());
        return json;
    }
}
