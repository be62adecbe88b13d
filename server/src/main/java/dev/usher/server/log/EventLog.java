package dev.usher.server.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A line of JSON for each event: {@code at}, {@code level}, {@code logger}, {@code event}, {@code
 * message}, {@code trace} where it belongs to a span, and what belongs to the event. It is given no
 * secret: no header, no body, no token. Of a fault it tells where it came from, and not its
 * message, which may quote what somebody sent.
 */
public final class EventLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OWN = "dev.usher";

  private final PrintStream out;
  private final InstantSource clock;
  private final Supplier<Optional<String>> trace;

  public EventLog(PrintStream out, InstantSource clock) {
    this(out, clock, Optional::empty);
  }

  private EventLog(PrintStream out, InstantSource clock, Supplier<Optional<String>> trace) {
    this.out = out;
    this.clock = clock;
    this.trace = trace;
  }

  /**
   * The same, of a server that is traced.
   *
   * @param current the id of the trace that the thread works for: 32 hex digits (W3C Trace Context,
   *     3.2.2.3)
   */
  public EventLog within(Supplier<Optional<String>> current) {
    return new EventLog(out, clock, current);
  }

  /**
   * Something that happened as it should.
   *
   * @param event in words with hyphens: {@code server-started}
   */
  public void said(String event, Map<String, ?> about) {
    print(line("info", event, about));
  }

  /**
   * Something that wants somebody's eye.
   *
   * @param event in words with hyphens: {@code policy-broken}
   */
  public void warned(String event, Map<String, ?> about) {
    print(line("warning", event, about));
  }

  /**
   * Something that nobody foresaw, with the frames of it and of its causes.
   *
   * @param event what happened, in words with hyphens: {@code answer-broken-off}
   */
  public void fault(String event, Throwable fault, Map<String, ?> about) {
    print(withFault(line("error", event, about), fault));
  }

  /**
   * What a library would have logged: by whom and where, without its words, which may quote what
   * somebody sent.
   *
   * @param logger the library's
   * @param where it was said, a class and its method
   */
  public void library(String logger, String where, Optional<Throwable> fault) {
    ObjectNode line =
        line("warning", "library-warning", Map.of("where", where)).put("logger", logger);
    print(fault.map(one -> withFault(line, one)).orElse(line));
  }

  private static ObjectNode withFault(ObjectNode line, Throwable fault) {
    var causes = line.putArray("fault");
    Throwable one = fault;
    for (int depth = 0; one != null && depth < 8; depth++) {
      ObjectNode cause = causes.addObject().put("type", one.getClass().getName());
      var frames = cause.putArray("frames");
      Arrays.stream(one.getStackTrace()).limit(20).forEach(frame -> frames.add(frame.toString()));
      one = one.getCause();
    }
    return line;
  }

  private ObjectNode line(String level, String event, Map<String, ?> about) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("at", clock.instant().toString())
            .put("level", level)
            .put("logger", OWN)
            .put("event", event)
            .put("message", event.replace('-', ' '));
    trace.get().ifPresent(id -> line.put("trace", id));
    about.forEach((key, value) -> line.set(key, JSON.valueToTree(value)));
    return line;
  }

  private void print(ObjectNode line) {
    try {
      String text = JSON.writeValueAsString(line);
      synchronized (out) {
        out.print(text + '\n');
        out.flush();
      }
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
