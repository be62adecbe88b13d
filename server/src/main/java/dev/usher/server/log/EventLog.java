package dev.usher.server.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;

/**
 * A line of JSON for each event: {@code at}, {@code level}, {@code event}, and what belongs to it.
 * It is given no secret: no header, no body, no token. Of a fault it tells where it came from, and
 * not its message, which may quote what somebody sent.
 */
public final class EventLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PrintStream out;
  private final InstantSource clock;

  public EventLog(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
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
    ObjectNode line = line("error", event, about);
    var causes = line.putArray("fault");
    Throwable one = fault;
    for (int depth = 0; one != null && depth < 8; depth++) {
      ObjectNode cause = causes.addObject().put("type", one.getClass().getName());
      var frames = cause.putArray("frames");
      Arrays.stream(one.getStackTrace()).limit(20).forEach(frame -> frames.add(frame.toString()));
      one = one.getCause();
    }
    print(line);
  }

  private ObjectNode line(String level, String event, Map<String, ?> about) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("at", clock.instant().toString())
            .put("level", level)
            .put("event", event);
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
