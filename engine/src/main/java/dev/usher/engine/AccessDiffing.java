package dev.usher.engine;

import dev.usher.core.access.Derivation;
import dev.usher.core.compare.AccessDiff;
import dev.usher.core.compare.Change;
import dev.usher.core.compare.Comparing;
import dev.usher.core.compare.Rows;
import dev.usher.core.condition.ConditionText;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.meaning.Guards;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Expect;
import dev.usher.core.model.Policy.Subject;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.report.AccessDiffReport.Count;
import dev.usher.engine.report.AccessDiffReport.Crowd;
import dev.usher.engine.report.AccessDiffReport.Line;
import dev.usher.engine.report.AccessDiffReport.Part;
import dev.usher.engine.report.AccessDiffReport.Place;
import dev.usher.engine.report.AccessDiffReport.Request;
import dev.usher.engine.report.AccessDiffReport.Summary;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who gains and who loses what by one policy's text after another; asks no live system. */
final class AccessDiffing {
  /** Lines that one reads first come first: what is gained, whole before narrowed. */
  private static final Comparator<Line> ORDER =
      Comparator.comparing(Line::implied)
          .thenComparing(line -> line.onRequest().isPresent())
          .thenComparing(Line::sign)
          .thenComparing(Line::on)
          .thenComparing(line -> String.join(",", line.actions()))
          .thenComparing(line -> line.columns().toString())
          .thenComparing(Line::after)
          .thenComparing(Line::before)
          .thenComparing(line -> line.from().orElse(Instant.MIN))
          .thenComparing(Line::toString);

  private final Reading reading;
  private final InstantSource clock;

  AccessDiffing(Reading reading, InstantSource clock) {
    this.reading = reading;
    this.clock = clock;
  }

  AccessDiffReport diff(Path old, Path changed) {
    Read before = reading.read(old);
    Read after = reading.read(changed);
    if (before.ground().isEmpty() || after.ground().isEmpty())
      return AccessDiffReport.wrong(
          Stream.of(before, after)
              .flatMap(read -> read.diagnostics().stream())
              .filter(Diagnostic::isError)
              .toList(),
          old.toString(),
          changed.toString());
    Policy first = before.ground().get().policy();
    Policy second = after.ground().get().policy();
    Instant now = clock.instant();
    AccessDiff diff = Comparing.between(first, second, Derivation::new, new Guards(now), now);
    return new Told(first, second, diff).report(old, changed);
  }

  /** What was found, as it is told. */
  private static final class Told {
    private final Policy old;
    private final Policy changed;
    private final AccessDiff diff;
    private final Crowds crowds;
    private final Set<String> gain = new HashSet<>();
    private final Set<String> lose = new HashSet<>();

    Told(Policy old, Policy changed, AccessDiff diff) {
      this.old = old;
      this.changed = changed;
      this.diff = diff;
      this.crowds = new Crowds(old, changed);
    }

    AccessDiffReport report(Path from, Path to) {
      List<Place> places = new ArrayList<>();
      diff.lines().forEach((target, lines) -> places.add(place(target.toString(), lines)));
      List<Part> parts = parts();
      return new AccessDiffReport(
          List.of(),
          from.toString(),
          to.toString(),
          new Summary(count(gain), count(lose), diff.guards().count()),
          places,
          parts,
          diff.carried(),
          diff.guards().loosened(),
          diff.guards().tightened(),
          diff.guards().forgotten().stream().map(Told::said).toList(),
          diff.guards().expected().stream().map(Told::said).toList());
    }

    private Place place(String target, Map<dev.usher.core.compare.Line, SortedSet<String>> lines) {
      Map<SortedSet<String>, List<Line>> by = new LinkedHashMap<>();
      lines.forEach(
          (line, who) -> {
            note(line.change().sign() != Change.Sign.LOSES, gain, who);
            note(line.change().sign() != Change.Sign.GAINS, lose, who);
            by.computeIfAbsent(who, _ -> new ArrayList<>()).add(line(line));
          });
      List<Crowd> all = new ArrayList<>();
      by.forEach(
          (who, some) -> {
            some.sort(ORDER);
            all.add(new Crowd(crowds.of(who), List.copyOf(who), some));
          });
      all.sort(
          Comparator.comparing((Crowd crowd) -> -crowd.subjects().size())
              .thenComparing(crowd -> crowd.subjects().toString()));
      return new Place(target, all);
    }

    private static void note(boolean is, Set<String> all, Collection<String> who) {
      if (is) all.addAll(who);
    }

    private Line line(dev.usher.core.compare.Line line) {
      Change change = line.change();
      return new Line(
          change.sign().name().toLowerCase(Locale.ROOT),
          line.words().stream().sorted().toList(),
          line.on().toString(),
          line.except().stream().map(Pattern::toString).sorted().toList(),
          line.columns().map(names -> names.stream().sorted().toList()),
          line.butColumns().stream().sorted().toList(),
          rows(change.before()),
          rows(change.after()),
          change.implied(),
          change.certain(),
          change.attributes().stream().sorted().toList(),
          change.from(),
          change.until(),
          change
              .onRequest()
              .map(
                  terms ->
                      new Request(
                          terms.atMost(),
                          terms.approvedBy().stream().map(Policy.Who::toString).toList(),
                          terms.reasonRequired())),
          Optional.ofNullable(diff.examples().get(line))
              .map(
                  example ->
                      new AccessDiffReport.Example(
                          example.subject(),
                          example.gained().map(Told::row),
                          example.lost().map(Told::row))));
    }

    private static String rows(Rows rows) {
      if (rows.isNone()) return "none";
      return rows.isAll() ? "all" : ConditionText.of(rows.condition());
    }

    private static String row(Map<String, Value> row) {
      return new TreeMap<>(row)
          .entrySet().stream()
              .map(one -> "row." + one.getKey() + " " + ConditionText.of(one.getValue()))
              .collect(Collectors.joining(", "));
    }

    private List<Part> parts() {
      Map<List<Object>, SortedSet<String>> by = new LinkedHashMap<>();
      for (AccessDiff.Part part : diff.parts()) {
        note(part.gained(), gain, Set.of(part.subject()));
        note(!part.gained(), lose, Set.of(part.subject()));
        by.computeIfAbsent(
                List.of(part.what(), part.gained() ? "gains" : "loses"), _ -> new TreeSet<>())
            .add(part.subject());
      }
      List<Part> parts = new ArrayList<>();
      by.forEach(
          (what, who) ->
              parts.add(
                  new Part(
                      what.get(1).toString(),
                      crowds.of(who),
                      List.copyOf(who),
                      what.getFirst().toString())));
      return parts;
    }

    private Count count(Set<String> who) {
      int services = 0;
      int strangers = 0;
      for (String one : who) {
        Subject subject = changed.subjects().getOrDefault(one, old.subjects().get(one));
        if (subject == null) strangers++;
        else if (subject.kind() == Subject.Kind.SERVICE) services++;
      }
      return new Count(who.size() - services - strangers, services, strangers);
    }

    private static String said(Expect expect) {
      String row = expect.row().isEmpty() ? "" : " where " + row(expect.row());
      return "%s %s %s %s%s"
          .formatted(
              expect.who(),
              expect.can() ? "can" : "cannot",
              String.join(", ", new TreeSet<>(expect.words())),
              expect.on(),
              row);
    }
  }
}
