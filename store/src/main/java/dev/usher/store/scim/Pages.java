package dev.usher.store.scim;

import com.unboundid.scim2.common.Path;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimQuery;
import dev.usher.engine.scim.ScimQuery.From;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/**
 * Parts of what was found, in an order that stays: that of creation, within any other one. A cursor
 * is the place of the last row in that order, so that rows which come or go in between neither
 * repeat nor skip one; sorted otherwise, it is how many came before.
 */
record Pages<R>(
    Turn turn,
    Places places,
    String table,
    String columns,
    RowMapper<R> row,
    ToLongFunction<R> number) {
  private static final Pattern CURSOR = Pattern.compile("([0-9a-f]{8})([no])([0-9]{1,18})");

  ScimPage<R> of(ScimQuery query) {
    Parameters parameters = new Parameters();
    String where =
        "t.directory = :directory and t.deleted is null"
            + query
                .filter()
                .map(filter -> " and " + new Conditions(places, parameters).of(filter))
                .orElse("");
    long total =
        bound(turn.query("select count(*) from " + table + " t where " + where), parameters)
            .mapTo(Long.class)
            .one();
    String key = key(query);
    Start start = start(query, key);
    String order = query.sortBy().map(path -> order(path, query, parameters)).orElse("");
    String direction = order.isEmpty() && query.descending() ? " desc" : "";
    List<R> rows =
        bound(
                turn.query(
                        "select %s from %s t where %s%s order by %s t.number%s limit :count offset :skip"
                            .formatted(
                                columns,
                                table,
                                where,
                                start.after() > 0 ? " and t.number > :after" : "",
                                order,
                                direction))
                    .bind("count", query.count())
                    .bind("skip", start.skip())
                    .bind("after", start.after()),
                parameters)
            .map(row)
            .list();
    return new ScimPage<>(total, rows, next(query, key, start, rows));
  }

  private static Query bound(Query query, Parameters parameters) {
    return query.bindMap(parameters.values());
  }

  private record Start(long after, long skip) {}

  private static Start start(ScimQuery query, String key) {
    return switch (query.from()) {
      case From.Index(long start) -> new Start(0, Math.max(1, start) - 1);
      case From.Cursor(String text) when text.isEmpty() -> new Start(0, 0);
      case From.Cursor(String text) -> {
        Matcher cursor = CURSOR.matcher(text);
        if (!cursor.matches() || !cursor.group(1).equals(key))
          throw new ScimRefused(
              Why.INVALID_CURSOR,
              "The cursor is none of this query's: begin again with cursor= and no value.");
        long at = Long.parseLong(cursor.group(3));
        yield cursor.group(2).equals("n") ? new Start(at, 0) : new Start(0, at);
      }
    };
  }

  private Optional<String> next(ScimQuery query, String key, Start start, List<R> rows) {
    if (!(query.from() instanceof From.Cursor) || rows.isEmpty() || rows.size() < query.count())
      return Optional.empty();
    return Optional.of(
        isByCreation(query)
            ? key + "n" + number.applyAsLong(rows.getLast())
            : key + "o" + (start.skip() + rows.size()));
  }

  private static boolean isByCreation(ScimQuery query) {
    return query.sortBy().isEmpty() && !query.descending();
  }

  /** A cursor is for the query that it was given out for. */
  private static String key(ScimQuery query) {
    return "%08x"
        .formatted(
            (query.filter().map(Object::toString)
                    + "|"
                    + query.sortBy().map(Path::toString)
                    + query.descending())
                .hashCode());
  }

  private String order(Path path, ScimQuery query, Parameters parameters) {
    String by =
        switch (places.of(path, parameters)) {
          case Place.Text(String sql, boolean exact) -> exact ? sql : "lower(" + sql + ")";
          case Place.Id(String sql) -> sql;
          case Place.Flag(String sql) -> sql;
          case Place.Moment(String sql) -> sql;
          case Place.Each(String from, Place.Text(String sql, _)) ->
              "(select min(lower(" + sql + ")) from " + from + " true)";
          case Place.Each _ -> throw Places.unknown(path);
        };
    // Who has none comes last in ascending order (RFC 7644 section 3.4.2.3).
    return by + (query.descending() ? " desc nulls first," : " asc nulls last,");
  }
}
