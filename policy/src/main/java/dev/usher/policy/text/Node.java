package dev.usher.policy.text;

import dev.usher.core.model.Source;
import java.util.List;
import java.util.Map;

/** A piece of a file's tree, with its place. Aliases are the very nodes that they name. */
public sealed interface Node {
  Source at();

  /** How a scalar is written. */
  enum Style {
    PLAIN,
    SINGLE,
    DOUBLE,
    /** {@code |} or {@code >}. */
    BLOCK
  }

  record Scalar(String value, Style style, Source at) implements Node {
    public boolean isPlain() {
      return style == Style.PLAIN;
    }

    /** Nothing written at all, or {@code ~} or {@code null}: YAML's null. */
    public boolean isNull() {
      return isPlain() && Plain.of(value) == Plain.NULL;
    }
  }

  record Many(List<Node> items, Source at) implements Node {}

  /** A map in the order of the text; no key is there twice. */
  record Keyed(Map<String, Entry> entries, Source at) implements Node {}

  /** What could not be read, and is reported already. */
  record Broken(Source at) implements Node {}

  record Entry(Scalar key, Node value) {}
}
