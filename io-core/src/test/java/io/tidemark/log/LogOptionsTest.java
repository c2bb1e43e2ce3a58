package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogOptionsTest {
    @Test
    void whatIsNullIsNamedAtOnce() {
        Map<String, Consumer<LogOptions.Builder>> setters = new LinkedHashMap<>();
        setters.put("openMode", builder -> builder.openMode(null));
        setters.put("layout", builder -> builder.layout(null));
        setters.put("durability", builder -> builder.durability(null));
        setters.put("waiting", builder -> builder.waiting(null));
        setters.put("processors", builder -> builder.processors(null));
        setters.put("retention", builder -> builder.retention(null));
        setters.put("recoveryScan", builder -> builder.recoveryScan(null));
        setters.put("onDamage", builder -> builder.onDamage(null));
        setters.put("listener", builder -> builder.listener(null));
        setters.put("tail", builder -> builder.tail(null));
        setters.put("sealed", builder -> builder.sealed(null));
        setters.put("policy", builder -> builder.policy(null));
        setters.put("hints", builder -> builder.hints((Hint) null));
        setters.put("warming", builder -> builder.warming(null));
        setters.put("allocator", builder -> builder.allocator(null));
        setters.put("blockCache", builder -> builder.blockCache(null));
        setters.forEach((name, setter) -> assertThatThrownBy(() -> setter.accept(LogOptions.builder()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name));
        assertThatThrownBy(() -> LogOptions.builder().hints((Hint[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("hints");
    }

    @Test
    void allOptionsAreToldInOneLine() {
        assertThat(LogOptions.defaults())
                .hasToString("LogOptions[openMode=CREATE_OR_OPEN, layout=SINGLE_FILE, segmentBytes=67108864,"
                        + " durability=Each[], maxUnforcedBytes=67108864, waiting=SLEEPING, processors=LEFT_ALONE,"
                        + " retention=Everything[], recoveryScan=FOOTERS, onDamage=FAIL, maxOpenSegments=64, listener=none,"
                        + " tail=Automatic[], sealed=Automatic[], policy=standard, hints=[], warming=NONE,"
                        + " tailBufferBytes=8388608, allocator=Netty's, blockCache=shared]");
        LogOptions changed = LogOptions.builder()
                .durability(Durability.group(Duration.ofMillis(1), 4_096))
                .retention(Retention.age(Duration.ofHours(1)))
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .hints(Hint.RANDOM_READS, Hint.VOLATILE_IS_ENOUGH)
                .allocator(UnpooledByteBufAllocator.DEFAULT)
                .build();
        assertThat(changed.toBuilder().build())
                .hasToString(changed.toString())
                .asString()
                .contains("durability=Group[maxDelay=PT0.001S, maxBytes=4096]")
                .contains("retention=Age[age=PT1H]")
                .contains("tail=Required[mode=BUFFERED]")
                .contains("hints=" + new TreeSet<>(changed.hints()))
                .contains("allocator=" + UnpooledByteBufAllocator.DEFAULT);
    }

    @Test
    void noOptionIsForgottenThere() {
        for (Method setter : LogOptions.Builder.class.getMethods()) {
            if (setter.getReturnType() == LogOptions.Builder.class) {
                assertThat(LogOptions.defaults().toString()).contains(setter.getName() + "=");
            }
        }
    }

    @Test
    void onlyTheValueThatIsWrongIsNamed() {
        assertThatThrownBy(() -> LogOptions.builder().maxUnforcedBytes(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxUnforcedBytes is 0, must be 1 at least");
        assertThatThrownBy(() -> LogOptions.builder().maxOpenSegments(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxOpenSegments is -1, must be 1 at least");
    }
}
