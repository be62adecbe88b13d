package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Head;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Reads the line that holds a checkpoint. */
public final class CheckpointJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private CheckpointJson() {}

  /** The checkpoint, if the line is one exactly as usher writes it, to the byte. */
  public static Optional<Checkpoint> parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      Checkpoint checkpoint =
          new Checkpoint(
              new Head(node.required("number").longValue(), node.required("hash").textValue()),
              Instant.parse(node.required("at").textValue()),
              node.required("by").textValue(),
              Optional.ofNullable(node.get("after"))
                  .map(after -> Head.parse(after.textValue()).orElseThrow()),
              since(node),
              node.required("key").textValue(),
              node.required("signature").textValue());
      return checkpoint.line().equals(line) ? Optional.of(checkpoint) : Optional.empty();
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeException
        | NoSuchElementException
        | NullPointerException notOne) {
      return Optional.empty();
    }
  }

  private static List<Head> since(JsonNode checkpoint) {
    List<Head> since = new ArrayList<>();
    for (JsonNode entry : checkpoint.path("since"))
      since.add(Head.parse(entry.textValue()).orElseThrow());
    return since;
  }
}
