package dev.usher.cli.render;

import dev.usher.core.model.Visible;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.report.AccessDiffReport.Count;
import dev.usher.engine.report.AccessDiffReport.Crowd;
import dev.usher.engine.report.AccessDiffReport.Line;
import dev.usher.engine.report.AccessDiffReport.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sentences of an access diff, for a terminal and for a pull request alike. */
final class AccessDiffLines {
  /** Names beyond which the others are counted. */
  private static final int MOST_NAMES = 8;

  private AccessDiffLines() {}

  /** {@code 3 people gain, 1 loses; 2 guards changed} */
  static String summary(AccessDiffReport report) {
    if (!report.hasChanges()) return "Nobody gains or loses anything.";
    List<String> parts = new ArrayList<>();
    String gain = count(report.summary().gain(), "gain");
    String lose = count(report.summary().lose(), "lose");
    String access = gain + (gain.isEmpty() || lose.isEmpty() ? "" : ", ") + lose;
    if (!access.isEmpty()) parts.add(access);
    int guards = report.summary().guards();
    if (guards > 0)
      parts.add(PlanText.count(guards) + (guards == 1 ? " guard" : " guards") + " changed");
    if (parts.isEmpty()) parts.add("What is given is the same, and how it is carried is not");
    return String.join("; ", parts) + ".";
  }

  private static String count(Count count, String verb) {
    List<String> who = new ArrayList<>();
    if (count.people() > 0) who.add(counted(count.people(), "person", "people"));
    if (count.services() > 0) who.add(counted(count.services(), "service", "services"));
    if (count.strangers() > 0)
      who.add(
          counted(
              count.strangers(), "sort of a directory's people", "sorts of a directory's people"));
    boolean one = count.people() + count.services() + count.strangers() == 1;
    return who.isEmpty() ? "" : String.join(" and ", who) + " " + verb + (one ? "s" : "");
  }

  private static String counted(int count, String one, String many) {
    return count == 1 ? "1 " + one : PlanText.count(count) + " " + many;
  }

  static String who(List<String> who) {
    String first = who.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int more = who.size() - MOST_NAMES;
    return Visible.line(more > 0 ? first + " and " + more + " more" : first);
  }

  static String sign(String sign) {
    return switch (sign) {
      case "gains" -> "+";
      case "loses" -> "-";
      default -> "~";
    };
  }

  /** What changes for them by itself, a line each; then what comes and goes with it. */
  static List<Map.Entry<String, String>> lines(Crowd crowd) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    Map<String, Map<String, List<String>>> implied = new TreeMap<>();
    for (Line line : crowd.lines()) {
      if (!line.implied()) all.add(Map.entry(line.sign(), Visible.line(line(line))));
      else
        implied
            .computeIfAbsent(line.sign(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(terms(line), _ -> new ArrayList<>())
            .add(String.join(", ", line.actions()) + " on " + where(line));
    }
    implied.forEach(
        (sign, byTerms) ->
            byTerms.forEach(
                (terms, what) ->
                    all.add(
                        Map.entry(
                            sign, Visible.line("with it: " + String.join("; ", what) + terms)))));
    return all;
  }

  private static String line(Line line) {
    StringBuilder text = new StringBuilder();
    text.append(String.join(", ", line.actions())).append(" on ").append(where(line));
    line.columns().ifPresent(names -> text.append(", columns ").append(String.join(", ", names)));
    if (!line.butColumns().isEmpty())
      text.append(", all columns but ").append(String.join(", ", line.butColumns()));
    text.append(rows(line)).append(terms(line));
    if (!line.certain())
      text.append(" (perhaps the same rows: nobody can tell the two conditions apart)");
    line.example()
        .ifPresent(
            example -> {
              example.gained().ifPresent(row -> text.append("; now ").append(shown(row)));
              example.lost().ifPresent(row -> text.append("; no longer ").append(shown(row)));
            });
    return text.toString();
  }

  private static String shown(String row) {
    return row.isEmpty() ? "a row" : "a row with " + row;
  }

  private static String where(Line line) {
    return line.except().isEmpty()
        ? line.on()
        : line.on() + " but " + String.join(", ", line.except());
  }

  private static String rows(Line line) {
    String by =
        line.attributes().isEmpty()
            ? ""
            : " by another "
                + line.attributes().stream()
                    .map(one -> "subject." + one)
                    .collect(Collectors.joining(", "));
    if (line.before().equals("none"))
      return line.after().equals("all") ? "" : ", rows: " + line.after();
    if (line.after().equals("none"))
      return line.before().equals("all") ? "" : ", rows: " + line.before();
    if (line.before().equals(line.after())) return ", rows: " + line.after() + by;
    return ", rows: " + line.after() + by + " (before: " + line.before() + ")";
  }

  private static String terms(Line line) {
    StringBuilder text = new StringBuilder();
    line.from().ifPresent(from -> text.append(", from ").append(from));
    line.until().ifPresent(until -> text.append(", until ").append(until));
    line.onRequest().ifPresent(request -> text.append(", ").append(request(request)));
    return text.toString();
  }

  private static String request(Request request) {
    List<String> parts = new ArrayList<>();
    parts.add("at most " + length(request.atMost()));
    if (!request.approvedBy().isEmpty())
      parts.add("approved by " + String.join(", ", request.approvedBy()));
    if (request.reasonRequired()) parts.add("with a reason");
    return "on request (" + String.join(", ", parts) + ")";
  }

  /** As a policy writes it. */
  private static String length(Duration length) {
    long seconds = length.toSeconds();
    if (seconds % 86_400 == 0) return seconds / 86_400 + "d";
    if (seconds % 3600 == 0) return seconds / 3600 + "h";
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
