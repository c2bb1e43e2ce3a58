package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.Table.Cell;
import io.tidemark.cli.Table.Style;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Answer;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Capability;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Intent;
import io.tidemark.mode.RangeMode;
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
    private static final Cell UNKNOWN = Cell.plain("?");

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
            features.row(Cell.plain(answer.feature().name()), has(answer), Cell.plain(trials.brief(answer)));
        }
        features.print(console);
        console.line("");
        new Table()
                .row(Cell.head("RANGE"), Cell.head("MODE"), Cell.head("REASON"))
                .row(choice("tail", tail, trials))
                .row(choice("sealed", sealed, trials))
                .print(console);
        console.line("");
        Table others = new Table().row(Cell.head("OTHER MODE"), Cell.head("ON REQUEST"), Cell.head("WHY NOT"));
        for (RangeMode mode : RangeMode.values()) {
            boolean isChosen = trials.doubt().isEmpty() && (mode == tail.mode() || mode == sealed.mode());
            if (!isChosen && (mode.isOpen() || mode.isSealed())) {
                Optional<String> doubt = trials.doubt(mode).map(trials::brief);
                Optional<String> cause = doubt.or(() -> place.unavailabilityCause(mode));
                others.row(
                        Cell.plain(mode.name()),
                        doubt.isPresent() ? UNKNOWN : has(cause.isEmpty()),
                        Cell.plain(cause.orElse("-")));
            }
        }
        others.print(console);
    }

    /** Of a place where nothing could be tried nobody knows which mode it would be. */
    private static Cell[] choice(String range, Decision decision, ProbeTrials trials) {
        Optional<String> doubt = trials.doubt().map(trials::brief);
        return new Cell[] {
            Cell.plain(range),
            doubt.isPresent() ? UNKNOWN : Cell.plain(decision.mode().name()),
            Cell.plain(doubt.orElse(decision.reason()))
        };
    }

    private static Cell has(Capability answer) {
        return answer.answer() == Answer.UNTRIED ? UNKNOWN : has(answer.isAvailable());
    }

    private static Cell has(boolean isAvailable) {
        return isAvailable ? new Cell("yes", Style.GOOD) : new Cell("no", Style.BAD);
    }

    /**
     * One object; the names stay as they are from version to version, new ones may come. What is not known is left out, and
     * the text beside it says why.
     */
    String toJson() {
        ProbeTrials trials = new ProbeTrials(place);
        JsonObject json = new JsonObject();
        json.addProperty("path", place.path());
        json.addProperty("fileSystem", place.fileSystem());
        json.addProperty("device", place.device());
        json.addProperty("blockBytes", place.blockBytes());
        json.addProperty("writeUnitBytes", place.writeUnitBytes());
        json.addProperty("writeCache", place.writeCache());
        JsonArray features = new JsonArray();
        for (Capability answer : place.all()) {
            JsonObject feature = named(answer.feature().name());
            if (answer.answer() != Answer.UNTRIED) {
                feature.addProperty("available", answer.isAvailable());
            }
            feature.addProperty("evidence", answer.evidence());
            features.add(feature);
        }
        json.add("features", features);
        json.add("tail", decision(tail, trials));
        json.add("sealed", decision(sealed, trials));
        JsonArray modes = new JsonArray();
        for (RangeMode mode : RangeMode.values()) {
            Optional<String> doubt = trials.doubt(mode);
            Optional<String> cause = doubt.or(() -> place.unavailabilityCause(mode));
            JsonObject entry = named(mode.name());
            if (doubt.isEmpty()) {
                entry.addProperty("available", cause.isEmpty());
            }
            cause.ifPresent(text -> entry.addProperty("cause", text));
            modes.add(entry);
        }
        json.add("modes", modes);
        return Json.text(json);
    }

    private static JsonObject named(String name) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        return json;
    }

    private static JsonObject decision(Decision decision, ProbeTrials trials) {
        JsonObject json = new JsonObject();
        Optional<String> doubt = trials.doubt();
        if (doubt.isEmpty()) {
            json.addProperty("mode", decision.mode().name());
        }
        json.addProperty("reason", doubt.orElse(decision.reason()));
        return json;
    }
}
