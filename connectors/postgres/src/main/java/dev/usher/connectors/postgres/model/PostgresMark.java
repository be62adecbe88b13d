package dev.usher.connectors.postgres.model;

import dev.usher.core.model.Hold;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What usher writes into the comment of a role that it made or took over, so that the next run
 * knows with no file of ours. The comment is shared over the cluster, belongs to the transaction
 * that made the role, and dies with it.
 */
public sealed interface PostgresMark {
  /** As it stands in the comment. */
  String text();

  /** The role carries a role of the policy in a target. */
  record Group(Target target, String role) implements PostgresMark {
    @Override
    public String text() {
      return PREFIX + "{\"group\":" + quote(role) + ",\"targets\":[" + written(target) + "]}";
    }
  }

  /** The role is somebody's account in these targets. */
  record Account(boolean adopted, List<Target> targets) implements PostgresMark {
    public Account {
      targets = targets.stream().sorted().distinct().toList();
    }

    @Override
    public String text() {
      return PREFIX
          + "{\"account\":\""
          + (adopted ? "adopted" : "made")
          + "\",\"targets\":["
          + targets.stream().map(PostgresMark::written).collect(Collectors.joining(","))
          + "]}";
    }
  }

  /** The role stands for a person who is kept out; it can do nothing and nobody is in it. */
  record Kept(Target target, Hold hold) implements PostgresMark {
    /** Another role of that comment says nothing. */
    public boolean isOf(String role) {
      return role.equals(PostgresNames.kept(target, hold.subject()));
    }

    public Holds holds() {
      return Holds.NONE.with(target, hold);
    }

    @Override
    public String text() {
      return PREFIX
          + "{\""
          + hold.kind().word()
          + "\":"
          + quote(hold.subject())
          + ",\"targets\":["
          + written(target)
          + "]}";
    }
  }

  String PREFIX = "usher:";

  /**
   * Java's expressions recurse for each repetition of a group: what has more escapes is not ours.
   */
  String STRING = "\"([^\"\\\\]*+(?:\\\\[\"\\\\][^\"\\\\]*+){0,200}+)\"";

  Pattern FORM =
      Pattern.compile(
          "usher:\\{\"(group|account|suspended|offboarded)\":"
              + STRING
              + ",\"targets\":\\[(.*)\\]\\}",
          Pattern.DOTALL);
  Pattern TARGET = Pattern.compile("\\[" + STRING + "," + STRING + "\\]");

  /** The mark in a comment; none when it is not one of ours, letter by letter. */
  static Optional<PostgresMark> read(String comment) {
    Matcher form = FORM.matcher(comment);
    if (!form.matches()) return Optional.empty();
    List<Target> targets =
        TARGET
            .matcher(form.group(3))
            .results()
            .map(found -> new Target(unquote(found.group(1)), unquote(found.group(2))))
            .toList();
    if (targets.isEmpty()) targets = List.of(new Target("", ""));
    String named = unquote(form.group(2));
    PostgresMark mark =
        switch (form.group(1)) {
          case "group" -> new Group(targets.getFirst(), named);
          case "suspended" -> new Kept(targets.getFirst(), new Hold(named, Kind.SUSPENDED));
          case "offboarded" -> new Kept(targets.getFirst(), new Hold(named, Kind.OFFBOARDED));
          default -> new Account(named.equals("adopted"), targets);
        };
    return mark.text().equals(comment) ? Optional.of(mark) : Optional.empty();
  }

  private static String written(Target target) {
    return "[" + quote(target.environment()) + "," + quote(target.system()) + "]";
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String unquote(String text) {
    return text.indexOf('\\') < 0 ? text : text.replaceAll("\\\\(.)", "$1");
  }
}
