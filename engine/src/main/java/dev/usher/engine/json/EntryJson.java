package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the line of a ledger. */
public final class EntryJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EntryJson() {}

  /** The entry, if the line is one exactly as usher writes it, to the byte. */
  public static Optional<Entry> parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      Entry entry =
          new Entry(
              node.required("number").longValue(),
              Instant.parse(node.required("at").textValue()),
              node.required("by").textValue(),
              What.valueOf(node.required("what").textValue().toUpperCase(Locale.ROOT)),
              node.required("where").textValue(),
              node.required("text").textValue(),
              texts(node.required("statements")),
              texts(node.required("why")),
              Optional.ofNullable(node.get("closes")).map(JsonNode::longValue),
              node.required("prev").textValue(),
              node.required("hash").textValue());
      return entry.line().equals(line) ? Optional.of(entry) : Optional.empty();
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeException
        | NullPointerException notOne) {
      return Optional.empty();
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
