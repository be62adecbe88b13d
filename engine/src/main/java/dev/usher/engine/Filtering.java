package dev.usher.engine;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Table;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.filter.Filter;
import dev.usher.core.filter.Rows;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.report.FilterReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows somebody reaches, as an expression for a query of the application's own. How columns
 * compare is asked of the system itself, for no text of a policy says it.
 */
final class Filtering {
  private final Reading reading;
  private final LiveAnswers live;
  private final HoldBook holds;
  private final PastBook past;

  Filtering(Reading reading, LiveAnswers live, HoldBook holds, PastBook past) {
    this.reading = reading;
    this.live = live;
    this.holds = holds;
    this.past = past;
  }

  FilterReport filter(Path policy, Wanted wanted) {
    String name = wanted.subject();
    // What nobody can be called is not looked for: a store would not even take some of it.
    Read read = reading.read(policy, Subject.isName(name) ? Set.of(name) : Set.of());
    if (read.ground().isEmpty()) return Told.wrong(wanted, read.diagnostics());
    Ground ground = read.ground().get();
    Optional<Diagnostic> unsure = unsure(ground);
    if (unsure.isPresent()) return Told.wrong(wanted, List.of(unsure.get()));
    Question question = new Question(ground);
    question.subject(wanted.subject());
    Optional<Resource> on = question.address(wanted.address());
    on.ifPresent(resource -> question.action(wanted.action(), resource));
    if (on.isEmpty() || !question.isClear()) return Told.wrong(wanted, question.diagnostics());
    SystemType type = ground.type(on.get().target());
    Optional<Diagnostic> rowless = Told.rowless(wanted, type, on.get());
    if (rowless.isPresent()) return Told.wrong(wanted, List.of(rowless.get()));
    String action = type.expand(wanted.action(), type.kindOf(on.get())).iterator().next();
    return new One(ground, wanted, action, on.get()).report();
  }

  /** Whether something is not known on which it depends who may see what. */
  private Optional<Diagnostic> unsure(Ground ground) {
    Optional<Diagnostic> unheard = ground.unheard(Severity.ERROR);
    if (unheard.isPresent() || !past.isRestored()) return unheard;
    return Optional.of(
        Diagnostic.error(
            "of-a-backup",
            "what is known here is of a backup, and who was kept out since is not in it",
            "say usher recover, which takes over by it"));
  }

  /** One question, understood. */
  private final class One {
    private final Ground ground;
    private final Wanted wanted;
    private final String action;
    private final Resource on;
    private final SystemType type;
    private final Access access;
    private final Filter filter;
    private final Told told;

    One(Ground ground, Wanted wanted, String action, Resource on) {
      this.ground = ground;
      this.wanted = wanted;
      this.action = action;
      this.on = on;
      this.type = ground.type(on.target());
      this.access = ground.derivation().at(on.target(), ground.now(), wanted.subject());
      this.filter = new Filter(access, wanted.subject(), action, on);
      this.told = new Told(wanted, on, ground.now());
    }

    FilterReport report() {
      Optional<Hold.Kind> said = holds.of(wanted.subject());
      if (said.isPresent()) return told.none(List.of(), keptOut(said.get()));
      if (!filter.isGiven()) return told.none(List.of(), filter.nearest());
      try (Session<?> session = live.open(ground, on.target())) {
        Optional<Hold.Kind> marked = marked(session);
        if (marked.isPresent()) return told.none(List.of(), keptOut(marked.get()));
        Optional<Table> table = session.table(on);
        return table.isPresent() ? of(table.get()) : told.noTable();
      } catch (TargetFailure failure) {
        return told.failed(SideBySide.failure(failure));
      }
    }

    /** What a mark says counts unless there is a later word, which a server alone hears. */
    private Optional<Hold.Kind> marked(Session<?> session) {
      return holds.said().containsKey(wanted.subject())
          ? Optional.empty()
          : session.holds().of(wanted.subject());
    }

    private String keptOut(Hold.Kind kind) {
      return new Hold(wanted.subject(), kind).toString();
    }

    private FilterReport of(Table table) {
      List<String> there = table.columns();
      Optional<Diagnostic> unknown = told.unknown(there);
      if (unknown.isPresent()) return Told.wrong(wanted, List.of(unknown.get()));
      List<String> columns = columns(there);
      Optional<String> never = never(columns);
      if (never.isPresent()) return told.none(columns, never.get());
      if (filter.isByColumn() && columns.isEmpty()) return told.none(columns, filter.nearest());
      return switch (filter.rows(columns)) {
        case Rows.Every _ -> told.every(columns);
        case Rows.None(String nearest) -> told.none(columns, nearest);
        case Rows.Some some -> some(table, columns, some);
      };
    }

    /** In the table's order. What must never be is left out where nobody asked for it by name. */
    private List<String> columns(List<String> there) {
      if (!filter.isByColumn()) return List.of();
      if (!wanted.columns().isEmpty())
        return there.stream().filter(wanted.columns()::contains).toList();
      return filter.held(there).stream()
          .filter(column -> forbidden(action, on.column(column)).isEmpty())
          .toList();
    }

    /** What must never be is not, though a grant says so. */
    private Optional<String> never(List<String> columns) {
      List<Optional<String>> all = new ArrayList<>();
      if (columns.isEmpty()) all.add(forbidden(action, on));
      columns.forEach(column -> all.add(forbidden(action, on.column(column))));
      if (filter.isRead()) all.add(forbidden(type.readsFirst(action).orElseThrow(), on));
      return all.stream().flatMap(Optional::stream).findFirst();
    }

    private Optional<String> forbidden(String what, Resource cell) {
      return ground.policy().nevers().stream()
          .filter(never -> Nevers.forbids(never, type, cell, what))
          .filter(
              never ->
                  ground.derivation().population().perhaps(never.who()).contains(wanted.subject()))
          .findFirst()
          .map(never -> "it must never be: " + never.why());
    }

    private FilterReport some(Table table, List<String> columns, Rows.Some some) {
      Set<String> moving = filter.moving(columns);
      if (!moving.isEmpty()) return Told.wrong(wanted, List.of(told.moving(moving)));
      return told.some(table, columns, some, access);
    }
  }
}
