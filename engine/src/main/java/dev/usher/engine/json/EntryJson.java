package dev.usher.engine.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Warrant;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

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
              draft(node),
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

  private static Draft draft(JsonNode node) {
    List<Deed> deeds = new ArrayList<>();
    node.path("deeds")
        .forEach(
            deed ->
                deeds.add(
                    new Deed(
                        deed.required("kind").textValue(),
                        deed.required("text").textValue(),
                        Optional.ofNullable(deed.get("before")).map(JsonNode::textValue),
                        new TreeSet<>(texts(deed.required("about"))))));
    return new Draft(
        Instant.parse(node.required("at").textValue()),
        node.required("by").textValue(),
        What.valueOf(node.required("what").textValue().toUpperCase(Locale.ROOT)),
        node.required("where").textValue(),
        node.required("text").textValue(),
        texts(node.required("statements")),
        texts(node.required("why")),
        Optional.ofNullable(node.get("closes")).map(JsonNode::longValue),
        deeds,
        new Warrant(
            Optional.ofNullable(node.get("server")).map(JsonNode::textValue),
            Optional.ofNullable(node.get("word")).map(JsonNode::textValue),
            Optional.ofNullable(node.get("decided")).map(JsonNode::textValue).map(Instant::parse)));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
