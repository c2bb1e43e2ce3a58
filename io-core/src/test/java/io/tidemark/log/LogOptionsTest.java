package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.Hint;
import java.util.LinkedHashMap;
import java.util.Map;
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
        setters.forEach((name, setter) -> assertThatThrownBy(() -> setter.accept(LogOptions.builder()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name));
        assertThatThrownBy(() -> LogOptions.builder().hints((Hint[]) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("hints");
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
