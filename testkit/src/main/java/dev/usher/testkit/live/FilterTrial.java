package dev.usher.testkit.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Table;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.filter.Filter;
import dev.usher.core.filter.Parametrised;
import dev.usher.core.filter.Rows;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.testkit.Bound;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Filters of one policy held against what it means: what an administrator, who sees all, gets of a
 * query with a subject's filter is every row that Meaning lets the subject have with each of the
 * columns, and no other.
 */
public final class FilterTrial {
  /** What was tried, of one server. */
  public static final class Count {
    public int filters;
    public int every;
    public int none;
    public int some;
    public int telling;
    public int refused;
    public int parameters;
    public int seen;

    @Override
    public String toString() {
      return ("%d filters: %d of every row, %d of none, %d conditions with %d parameters, of which"
              + " %d let some rows through and not others; %d refused; %d held against what the"
              + " account itself reaches")
          .formatted(filters, every, none, some, parameters, telling, refused, seen);
    }
  }

  private final Access access;
  private final Meaning meaning;
  private final Connection admin;
  private final Count count;

  /**
   * @param admin in the database, and bound by no policy
   */
  public FilterTrial(Access access, Catalogue catalogue, Connection admin, Count count) {
    this.access = access;
    this.meaning = new Meaning(access, catalogue);
    this.admin = admin;
    this.count = count;
  }

  /**
   * A question.
   *
   * @param from how SQL names the table, and what it calls it there where that is another name
   * @param alias the same name, empty where it is the table's own
   */
  public record Asked(
      String subject,
      String action,
      Resource on,
      List<String> columns,
      String from,
      String alias) {}

  /** All columns of which something is held, or some that were drawn. */
  public List<String> columns(
      String subject, String action, Resource on, List<String> there, RandomGenerator random) {
    Filter filter = new Filter(access, subject, action, on);
    if (!filter.isByColumn()) return List.of();
    List<String> held = filter.held(there);
    List<String> drawn = new ArrayList<>(random.nextInt(3) == 0 || held.isEmpty() ? there : held);
    if (!held.isEmpty() && random.nextInt(3) == 0) return held;
    drawn.removeIf(_ -> random.nextInt(3) == 0);
    return drawn.isEmpty() ? List.of(there.get(random.nextInt(there.size()))) : drawn;
  }

  /**
   * The rows that are let through, by id; empty where the condition is refused.
   *
   * @param rows all that the table has
   */
  public Optional<Set<Integer>> held(
      Asked asked, Table table, Map<Integer, Map<String, Value>> rows) {
    count.filters++;
    Set<Integer> meant = new TreeSet<>();
    rows.forEach(
        (id, row) -> {
          if (isMeant(asked, row)) meant.add(id);
        });
    Filter filter = new Filter(access, asked.subject(), asked.action(), asked.on());
    Optional<Set<Integer>> found =
        switch (filter.rows(asked.columns())) {
          case Rows.Every _ -> {
            count.every++;
            yield Optional.of(rows.keySet());
          }
          case Rows.None _ -> {
            count.none++;
            yield Optional.of(Set.of());
          }
          case Rows.Some some -> some(asked, table, some);
        };
    found.ifPresent(ids -> assertThat(ids).as("%s%n%s", asked, access).isEqualTo(meant));
    if (found.isPresent() && !meant.isEmpty() && meant.size() < rows.size()) count.telling++;
    return found;
  }

  private boolean isMeant(Asked asked, Map<String, Value> row) {
    List<Resource> cells =
        asked.columns().isEmpty()
            ? List.of(asked.on())
            : asked.columns().stream().map(asked.on()::column).toList();
    return cells.stream()
        .allMatch(
            cell ->
                meaning.decide(asked.subject(), asked.action(), cell, Optional.of(row))
                    instanceof Decision.All);
  }

  private Optional<Set<Integer>> some(Asked asked, Table table, Rows.Some some) {
    Map<String, Value> attributes =
        Optional.ofNullable(access.members().get(asked.subject()))
            .map(Access.Member::attributes)
            .orElse(Map.of());
    return switch (table.rows(some.condition(), asked.alias(), attributes)) {
      case Parametrised.Refused _ -> {
        count.refused++;
        yield Optional.empty();
      }
      case Parametrised.As as -> {
        count.some++;
        count.parameters += as.expression().parameters().size();
        Bound way = Bound.values()[count.some % Bound.values().length];
        yield Optional.of(
            way.column(admin, "SELECT id FROM " + asked.from() + " WHERE", as.expression()).stream()
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new)));
      }
    };
  }
}
