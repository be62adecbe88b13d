package dev.usher.policy.text;

import dev.usher.core.model.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The tree of one file, built from YAML's events with bounds on everything that can blow up. Where
 * the text is no YAML because of a value that wants quotes, that value is reported and blanked, and
 * the rest is read all the same.
 */
public final class Tree {
  /** Collections inside each other; a policy needs eight. */
  private static final int DEEPEST = 32;

  /** Uses of anchors in one file. */
  private static final int MOST_ALIASES = 50;

  /** Nodes that aliases stand for in one file, each counted as often as it is meant. */
  private static final int MOST_ALIASED = 10_000;

  /** Values without their quotes that one file is read again for. */
  private static final int MOST_REPAIRS = 25;

  /** Longer texts are not read again. */
  private static final int LONGEST_REPAIRED = 1 << 20;

  private final SourceText text;
  private final Problems problems;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private final List<Source> blanked;
  private final Iterator<Event> events;
  private int aliases;
  private long aliased;
  private long nodes;
  private int depth;

  /** What an anchor names; absent node while it is being read. */
  private record Anchored(Optional<Node> node, long size) {}

  /** Ends the reading of a file that goes beyond a bound; reported already. */
  private static final class TooMuch extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooMuch() {
      super(null, null, false, false);
    }
  }

  private Tree(SourceText text, String repaired, List<Source> blanked, Problems problems) {
    this.text = text;
    this.problems = problems;
    this.blanked = blanked;
    this.events = new Parse(settings(repaired)).parseString(repaired).iterator();
  }

  /** One buffer for all: the reader fails where a buffer ends inside a surrogate pair. */
  private static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setCodePointLimit(Integer.MAX_VALUE)
        .setBufferSize(text.length() + 2)
        .build();
  }

  /**
   * What came of one file.
   *
   * @param root absent where the file is empty or could not be read
   * @param problems of this file alone
   */
  public record Read(Optional<Node> root, Problems problems) {}

  /** Reads one file; touches nothing shared, so that files can be read side by side. */
  public static Read of(SourceText text) {
    Problems problems = new Problems();
    problems.add(text);
    return new Read(root(text, problems), problems);
  }

  private static Optional<Node> root(SourceText text, Problems problems) {
    String repaired = text.text();
    List<Source> blanked = new ArrayList<>();
    while (true) {
      Problems attempt = new Problems();
      attempt.add(text);
      try {
        Optional<Node> root = new Tree(text, repaired, blanked, attempt).document();
        problems.addAll(attempt);
        return root;
      } catch (TooMuch _) {
        attempt.incomplete();
        problems.addAll(attempt);
        return Optional.empty();
      } catch (NumberFormatException _) {
        // The library's own fault: it reads the digits of an escape without a look at them.
        attempt.incomplete();
        problems.addAll(attempt);
        SyntaxErrors.escape(text, problems);
        return Optional.empty();
      } catch (YamlEngineException failure) {
        Optional<Unquoted> unquoted = Optional.empty();
        if (failure instanceof MarkedYamlEngineException marked
            && repaired.length() <= LONGEST_REPAIRED
            && blanked.size() < MOST_REPAIRS) {
          unquoted = Unquoted.at(text, repaired, marked);
        }
        if (unquoted.isEmpty()) {
          attempt.incomplete();
          problems.addAll(attempt);
          SyntaxErrors.report(text, failure, problems);
          return Optional.empty();
        }
        unquoted.get().report(problems);
        blanked.add(unquoted.get().at());
        repaired = unquoted.get().blankedIn(repaired);
      }
    }
  }

  private Optional<Node> document() {
    Optional<Node> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      if (!(event instanceof NodeEvent)) continue;
      Source at = place(event);
      Node node = node(event);
      if (root.isPresent()) {
        problems.error(
            "second-document",
            at,
            "this file holds a second YAML document",
            "drop the line `---`, or move what follows it into a file of its own");
      } else {
        root = Optional.of(node);
      }
    }
    return root;
  }

  private Node node(Event event) {
    nodes++;
    if (event instanceof AliasEvent alias) return alias(alias);
    Source at = place(event);
    long before = nodes;
    Optional<String> anchor =
        event instanceof NodeEvent named
            ? named.getAnchor().map(Object::toString)
            : Optional.empty();
    anchor.ifPresent(name -> anchors.put(name, new Anchored(Optional.empty(), 0)));
    Node node =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, at);
          case SequenceStartEvent start -> tagged(start.getTag(), many(at));
          case MappingStartEvent start -> tagged(start.getTag(), keyed(at));
          default -> throw new IllegalStateException("not a node: " + event.getEventId());
        };
    anchor.ifPresent(
        name -> anchors.put(name, new Anchored(Optional.of(node), nodes - before + 1)));
    return node;
  }

  private Node scalar(ScalarEvent event, Source at) {
    Node.Style style =
        switch (event.getScalarStyle()) {
          case ScalarStyle.PLAIN, ScalarStyle.JSON_SCALAR_STYLE -> Node.Style.PLAIN;
          case ScalarStyle.SINGLE_QUOTED -> Node.Style.SINGLE;
          case ScalarStyle.DOUBLE_QUOTED -> Node.Style.DOUBLE;
          case ScalarStyle.LITERAL, ScalarStyle.FOLDED -> Node.Style.BLOCK;
        };
    if (blanked.contains(at)) return new Node.Broken(at);
    return tagged(event.getTag(), new Node.Scalar(event.getValue(), style, at));
  }

  /** A tag is what YAML makes of a text that begins with an exclamation mark. */
  private Node tagged(Optional<String> tag, Node node) {
    if (tag.isEmpty()) return node;
    problems.error(
        "yaml-trap",
        node.at(),
        "to YAML, text that begins with `!` is a tag",
        "put the whole text in double quotes");
    return new Node.Broken(node.at());
  }

  private Node many(Source at) {
    deeper(at);
    List<Node> items = new ArrayList<>();
    for (Event next = events.next(); !(next instanceof CollectionEndEvent); next = events.next()) {
      items.add(node(next));
    }
    depth--;
    return new Node.Many(List.copyOf(items), at);
  }

  private Node keyed(Source at) {
    deeper(at);
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    for (Event next = events.next(); !(next instanceof CollectionEndEvent); next = events.next()) {
      Node key = node(next);
      Node value = node(events.next());
      if (key instanceof Node.Scalar scalar) put(entries, scalar, value);
      else if (!(key instanceof Node.Broken)) {
        problems.error(
            "bad-key",
            key.at(),
            "a key is a plain name, not a list or a map",
            "text that begins with `{` or `[` needs double quotes");
      }
    }
    depth--;
    return new Node.Keyed(entries, at);
  }

  private void put(Map<String, Node.Entry> entries, Node.Scalar key, Node value) {
    Node.Entry first = entries.putIfAbsent(key.value(), new Node.Entry(key, value));
    if (first == null) return;
    problems.error(
        "duplicate-key",
        key.at(),
        "`" + Words.shown(key.value()) + "` is here already, in line " + first.key().at().line(),
        "keep one of the two");
  }

  private Node alias(AliasEvent event) {
    Source at = place(event);
    String name = event.getAlias().getValue();
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      problems.error(
          "yaml-trap",
          at,
          "to YAML, text that begins with `*` repeats an anchor, and there is none of that name",
          "put the whole text in double quotes");
      return new Node.Broken(at);
    }
    if (anchored.node().isEmpty()) {
      problems.error(
          "endless-alias", at, "this alias is inside what it repeats", "write it out instead");
      return new Node.Broken(at);
    }
    aliases++;
    aliased += anchored.size();
    nodes += anchored.size();
    if (aliases > MOST_ALIASES || aliased > MOST_ALIASED) {
      problems.error(
          "too-many-aliases",
          at,
          "a file may hold "
              + MOST_ALIASES
              + " aliases, for "
              + MOST_ALIASED
              + " values in all, and here are more",
          "write the values out, or say them once in a role or a team");
      throw new TooMuch();
    }
    return anchored.node().get();
  }

  private void deeper(Source at) {
    if (++depth <= DEEPEST) return;
    problems.error(
        "too-deep",
        at,
        "this is nested more than " + DEEPEST + " deep",
        "no part of a policy needs that");
    throw new TooMuch();
  }

  private Source place(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Source(text.file(), mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> new Source(text.file(), 1, 1));
  }
}
