package io.tidemark.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tidemark.cli.demo.DemoPlan.Leftover;
import io.tidemark.cli.demo.DemoResult;
import io.tidemark.cli.demo.Latency;
import io.tidemark.cli.demo.LogResult;
import io.tidemark.file.FileStatistics;
import io.tidemark.mode.Capabilities;

/** What a demo measured, for programs. The names stay as they are from version to version, new ones may come. */
record DemoJson(DemoResult result) {
    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("input", input());
        json.addProperty("file", result.file().toString());
        json.addProperty("kept", result.plan().leftover() == Leftover.KEEP);
        json.add("place", place());
        json.add("writing", writing());
        json.add("latencyNanos", latencies());
        json.add("seal", seal());
        json.add("copy", copy());
        json.add("compared", compared());
        json.add("mapOpen", new RangesReport(result.compared()).toJson());
        json.add("mapReopened", new RangesReport(result.reopened()).toJson());
        json.add("log", log(result.log()));
        return json;
    }

    private JsonObject input() {
        JsonObject json = new JsonObject();
        JsonArray files = new JsonArray();
        result.inputFiles().forEach(file -> files.add(file.toString()));
        json.add("files", files);
        json.addProperty("availableBytes", result.availableBytes());
        return json;
    }

    private JsonObject place() {
        Capabilities place = result.place();
        JsonObject json = new JsonObject();
        json.addProperty("fileSystem", place.fileSystem());
        json.addProperty("device", place.device());
        json.addProperty("writeUnitBytes", place.writeUnitBytes());
        json.addProperty("writeCache", place.writeCache());
        return json;
    }

    private JsonObject writing() {
        FileStatistics statistics = result.statistics();
        JsonObject json = new JsonObject();
        json.addProperty("records", result.records());
        json.addProperty("appendedBytes", statistics.appendedBytes());
        json.addProperty("writtenBytes", statistics.writtenBytes());
        json.addProperty("preparedBytes", statistics.preparedBytes());
        // The second one is left out where space ahead is not written.
        json.addProperty("amplification", result.amplification().tail());
        result.amplification().withZeros().ifPresent(factor -> json.addProperty("amplificationWithZerosAhead", factor));
        json.addProperty("forces", statistics.forces());
        json.addProperty("mechanism", result.receipt().mechanism().name());
        json.addProperty("survivesPowerLoss", result.receipt().mechanism().survivesPowerLoss());
        json.addProperty("readers", result.plan().readers());
        json.addProperty("batchBytes", result.plan().batchBytes());
        json.addProperty("nanos", result.writingNanos());
        return json;
    }

    private JsonObject latencies() {
        JsonObject json = new JsonObject();
        json.add("append", latency(result.append()));
        json.add("durableBatch", latency(result.batch()));
        json.add("readSealed", latency(result.sealedRead()));
        json.add("readNearEnd", latency(result.nearRead()));
        return json;
    }

    private static JsonObject latency(Latency latency) {
        JsonObject json = new JsonObject();
        json.addProperty("count", latency.count());
        json.addProperty("p50", latency.p50Nanos());
        json.addProperty("p90", latency.p90Nanos());
        json.addProperty("p99", latency.p99Nanos());
        json.addProperty("p999", latency.p999Nanos());
        json.addProperty("max", latency.maxNanos());
        return json;
    }

    /** The time is left out where nobody could measure it. */
    private JsonObject seal() {
        FileStatistics statistics = result.statistics();
        JsonObject json = new JsonObject();
        json.addProperty("count", statistics.seals());
        json.addProperty("sealedBytes", statistics.sealedBytes());
        json.addProperty("droppedPages", statistics.droppedPages());
        result.seal().ifPresent(time -> {
            json.addProperty("nanos", time.totalNanos());
            json.addProperty("medianNanos", time.medianNanos());
            json.addProperty("maxNanos", time.maxNanos());
        });
        return json;
    }

    private JsonObject copy() {
        JsonObject json = new JsonObject();
        json.addProperty("copiedBytes", result.copiedBytes());
        json.addProperty("nanos", result.copyNanos());
        return json;
    }

    private JsonObject compared() {
        JsonObject json = new JsonObject();
        json.addProperty("readerBytes", result.comparedByReaders());
        json.addProperty("openBytes", result.comparedOpen());
        json.addProperty("reopenedBytes", result.comparedReopened());
        json.addProperty("mismatches", 0);
        return json;
    }

    private static JsonObject log(LogResult log) {
        JsonObject json = new JsonObject();
        json.addProperty("lines", log.lines());
        json.addProperty("bytes", log.bytes());
        json.addProperty("acknowledgedBeforeKill", log.acknowledged());
        json.addProperty("recovered", log.recovered());
        json.addProperty("recoveryNanos", log.recoveryNanos());
        json.addProperty("appendedAfterwards", log.appended());
        json.addProperty("appendNanos", log.appendNanos());
        json.add("latencyNanos", latency(log.append()));
        json.addProperty("compared", log.compared());
        json.addProperty("mismatches", 0);
        json.addProperty("segmentBytes", log.segmentBytes());
        json.addProperty("segments", log.segments());
        JsonArray modes = new JsonArray();
        log.modes().forEach(modes::add);
        json.add("modes", modes);
        return json;
    }
}
