package dev.usher.policy.section;

import dev.usher.core.model.Source;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who includes whom, and whether that comes back to itself. */
final class Cycles {
  /** Longest way shown in full. */
  private static final int LONGEST = 12;

  private record Edge(String to, Source at) {}

  private final Map<String, List<Edge>> edges = new LinkedHashMap<>();

  void add(String from, String to, Source at) {
    edges.computeIfAbsent(from, _ -> new ArrayList<>()).add(new Edge(to, at));
  }

  /** Reports each way back once, where it closes. Depth first, without recursion. */
  void report(String what, Problems problems) {
    Set<String> done = new HashSet<>();
    for (String start : edges.keySet()) {
      if (!done.add(start)) continue;
      LinkedHashSet<String> path = new LinkedHashSet<>(List.of(start));
      Deque<Iterator<Edge>> open = new ArrayDeque<>();
      open.push(edges(start));
      while (!open.isEmpty()) {
        if (!open.peek().hasNext()) {
          open.pop();
          path.removeLast();
          continue;
        }
        Edge next = open.peek().next();
        if (path.contains(next.to())) {
          report(what, path, next, problems);
        } else if (done.add(next.to())) {
          path.add(next.to());
          open.push(edges(next.to()));
        }
      }
    }
  }

  private Iterator<Edge> edges(String from) {
    return edges.getOrDefault(from, List.of()).iterator();
  }

  private static void report(String what, Set<String> path, Edge closing, Problems problems) {
    List<String> way = new ArrayList<>(path);
    way = new ArrayList<>(way.subList(way.indexOf(closing.to()), way.size()));
    if (way.size() > LONGEST) {
      int left = way.size() - LONGEST;
      way = new ArrayList<>(way.subList(0, LONGEST));
      way.add("… " + left + " more …");
    }
    way.add(closing.to());
    problems.error(
        "cycle",
        closing.at(),
        "this "
            + what
            + " is in itself: "
            + String.join(" → ", way.stream().map(Words::shown).toList()),
        "take one of them out");
  }
}
