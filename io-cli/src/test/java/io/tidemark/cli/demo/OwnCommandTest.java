package io.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same command in another process. */
class OwnCommandTest {
    private static List<String> line(String... jvmOptions) {
        return OwnCommand.line(OwnCommandTest.class, List.of(jvmOptions), List.of("append", "a.log"));
    }

    @Test
    void theOptionsOfThisJvmHoldForTheOtherOneToo() {
        assertThat(line("-Djna.tmpdir=/var/jna", "-Xmx1g", "--add-modules=jdk.jfr"))
                .containsSubsequence("-Djna.tmpdir=/var/jna", "-Xmx1g", "--add-modules=jdk.jfr", "append", "a.log");
        assertThat(OwnCommand.line(OwnCommandTest.class, List.of("append", "a.log")))
                .isEqualTo(line(
                        ManagementFactory.getRuntimeMXBean().getInputArguments().toArray(String[]::new)));
    }

    @Test
    void whoDebugsOrWatchesThisJvmDoesNotGetTheOtherOne() {
        assertThat(line(
                        "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                        "-agentpath:/opt/profiler.so",
                        "-javaagent:/opt/agent.jar",
                        "-Xdebug",
                        "-Xrunjdwp:address=5005",
                        "-Dcom.sun.management.jmxremote.port=9010",
                        "-XX:StartFlightRecording=filename=a.jfr"))
                .isEqualTo(line());
    }

    @Test
    void whatTheLauncherHasGivenIsNotGivenTwice() {
        assertThat(line(
                        "-Xlog:disable",
                        "-Xlog:all=warning:stderr",
                        "--module-path=/opt/modules",
                        "-Djdk.module.main=m"))
                .isEqualTo(line());
    }
}
