package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.HybridLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which package uses which. A use that is new, or gone, is entered here if it is meant. */
@Tag("no-disk")
class ArchitectureTest {
    private static final Pattern USE =
            Pattern.compile("^ +io\\.tidemark\\.([a-z.]+)\\.[A-Z]\\S* +-> io\\.tidemark\\.([a-z.]+)\\.([A-Z]\\w*)");

    /** A class of a package uses a class of another one. */
    private record Use(String user, String used, String type) {}

    private static List<Use> uses;

    /** Without module-info, so that the modules that this one requires needn't be found. */
    @BeforeAll
    static void findUses() throws URISyntaxException {
        Path classes = Path.of(HybridLog.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter told = new StringWriter();
        PrintWriter out = new PrintWriter(told);
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "--ignore-missing-deps",
                        "-verbose:class",
                        classes.resolve("io").toString());
        assertThat(status).as(told::toString).isZero();
        uses = told.toString()
                .lines()
                .flatMap(line -> USE.matcher(line).results())
                .map(ArchitectureTest::use)
                .filter(use -> !use.user.equals(use.used) && !use.used.equals("nativeio"))
                .toList();
    }

    private static Use use(MatchResult found) {
        return new Use(found.group(1), found.group(2), found.group(3));
    }

    @Test
    void aPackageUsesThoseBelowIt() {
        assertThat(told(uses.stream(), Use::used)).isEqualTo("""
            file -> background file.access file.block file.event file.shadow file.state file.tail mode resource
            file.access -> file file.block mode resource
            file.block -> background file file.access
            file.event -> mode
            file.shadow -> resource
            file.state -> file mode resource
            file.tail -> background file file.access
            log -> background file log.append log.commit log.follow log.format log.index log.read log.retain log.segment log.survey mode resource
            log.append -> background file log log.commit log.format log.index log.read log.retain log.segment log.survey resource
            log.commit -> file log
            log.follow -> file log log.format log.index log.read log.segment log.survey resource
            log.format -> file.access log
            log.index -> log.format
            log.read -> log log.format log.index log.segment resource
            log.recovery -> log.format log.index
            log.retain -> log log.format log.index log.read log.segment resource
            log.segment -> background file file.access file.shadow file.state log log.format log.index log.recovery mode resource
            log.survey -> background log log.format log.index log.recovery log.segment resource
            """);
    }

    /** Exceptions, and what is told to callers and by them. */
    @Test
    void thePackagesBehindALogKnowNoMoreOfItThanTheseValues() {
        Stream<Use> ofTheLog = uses.stream().filter(use -> use.user.startsWith("log.") && use.used.equals("log"));
        assertThat(told(ofTheLog, Use::type)).isEqualTo("""
            log.append -> LogFailedException LogStatistics RecordTooLongException UnreadableRecordException Visibility
            log.commit -> LogFailedException UnreadableRecordException
            log.follow -> DamagedLogException NotALogException OnDamage RecoveryScan Visibility
            log.format -> NotALogException
            log.read -> DamagedLogException LogCutBackException LogFailedException NotALogException RecordConsumer SequenceOutOfRangeException Visibility
            log.retain -> LogFailedException LogListener Retention SegmentInfo Visibility
            log.segment -> DamagedLogException Layout NotALogException SegmentInfo
            log.survey -> DamagedLogException NotALogException OnDamage RecoveryScan Salvage Verification
            """);
    }

    /** A line for each package. */
    private static String told(Stream<Use> uses, Function<Use, String> what) {
        Map<String, Set<String>> used = new TreeMap<>();
        uses.forEach(
                use -> used.computeIfAbsent(use.user, user -> new TreeSet<>()).add(what.apply(use)));
        return used.entrySet().stream()
                .map(each -> each.getKey() + " -> " + String.join(" ", each.getValue()) + "\n")
                .collect(Collectors.joining());
    }
}
