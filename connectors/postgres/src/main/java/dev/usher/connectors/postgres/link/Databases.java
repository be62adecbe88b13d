package dev.usher.connectors.postgres.link;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.core.model.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The databases of one cluster. The first few are kept open from when they are asked first, for who
 * is to be shut out does not wait for connections that nobody needs; each of the others has one for
 * as long as it is asked, so that a server of hundreds has room for those who work there.
 */
public final class Databases implements AutoCloseable {
  /** Most connections that stay open. */
  static final int KEPT = 8;

  /** No system of a policy is called so: a name holds no blank. */
  private static final String ELSEWHERE = "database ";

  /** Most databases that are asked at a time: their server has its own work to do. */
  static final int AT_ONCE = 4;

  private final Function<Target, Login> admin;
  private final Duration limit;
  private final Map<Target, PostgresUrl> urls = new LinkedHashMap<>();
  private final Map<Target, Connection> kept = new ConcurrentHashMap<>();

  /** What is asked of one connection. */
  public interface Question {
    void of(Connection connection) throws SQLException;
  }

  /** The same by somebody who tells of errors themselves. */
  public interface Work {
    /**
     * @param blocked knows who stood in the way
     */
    void on(Connection connection, Blocked blocked) throws SQLException;
  }

  private Databases(Function<Target, Login> admin, Duration limit) {
    this.admin = admin;
    this.limit = limit;
  }

  /**
   * @throws TargetFailure when the first cannot be opened, or two targets are one database
   */
  public static Databases open(Realm realm, Function<Target, Login> admin, Duration limit) {
    Databases databases = new Databases(admin, limit);
    Map<String, Target> names = new HashMap<>();
    for (Place place : realm.places()) {
      Target target = place.target();
      PostgresUrl url = PostgresUrl.parse(place.connection().url());
      Target other = names.put(url.database(), target);
      if (other != null) {
        throw new TargetFailure(
            Code.CONFLICT,
            target,
            other
                + " and "
                + target
                + " are the same database, "
                + url.database()
                + ": give each a database of its own");
      }
      databases.urls.put(target, url);
    }
    Target first = databases.first();
    databases.kept.put(first, databases.connect(first));
    return databases;
  }

  public boolean has(Target target) {
    return urls.containsKey(target);
  }

  /** Where a stage for that target runs: there, or in the first database if there is none such. */
  public Target place(Target target) {
    return has(target) || target.system().startsWith(ELSEWHERE) ? target : first();
  }

  /** Where what belongs to the whole cluster is done. */
  public Target first() {
    return urls.keySet().iterator().next();
  }

  /** The name of usher's own account there. */
  public String user(Target target) {
    return admin.apply(has(target) ? target : first()).user();
  }

  /** A database of the cluster that is no target, as a place where something is done. */
  public Target elsewhere(String database) {
    return new Target(first().environment(), ELSEWHERE + database);
  }

  /** One more connection, to any database of the cluster. */
  public Connection another(String database) {
    Target first = first();
    PostgresUrl url = Objects.requireNonNull(urls.get(first));
    return Connections.open(first, url.urlOf(database), admin.apply(first), limit);
  }

  /** One more connection to the same database. */
  public Connection another(Target target) {
    return connect(target);
  }

  /**
   * @throws TargetFailure for whatever the database says instead of an answer
   */
  public void ask(Target target, Question question) {
    work(target, (connection, _) -> question.of(connection));
  }

  /**
   * @throws TargetFailure as for {@link #ask}
   */
  public void work(Target target, Work work) {
    try {
      if (isKept(target)) {
        work(target, kept.computeIfAbsent(target, this::connect), work);
        return;
      }
      try (Connection connection = connect(target)) {
        work(target, connection, work);
      }
    } catch (SQLException error) {
      throw PostgresErrors.failure(target, user(target), error);
    }
  }

  private void work(Target target, Connection connection, Work work) throws SQLException {
    try (Blocked blocked = Blocked.watch(connection, limit, () -> connect(target))) {
      try {
        work.on(connection, blocked);
      } catch (SQLException error) {
        throw PostgresErrors.failure(target, user(target), error, blocked.by(error));
      }
    }
  }

  /** Work on some of them, side by side. */
  public static <T> List<T> each(List<Place> places, Function<Place, T> work) {
    if (places.size() == 1) return List.of(work.apply(places.getFirst()));
    List<T> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<T>> futures =
          places.stream().map(place -> threads.submit(() -> work.apply(place))).toList();
      try {
        for (Future<T> future : futures) results.add(future.get());
      } catch (ExecutionException failure) {
        threads.shutdownNow();
        if (failure.getCause() instanceof RuntimeException cause) throw cause;
        throw new IllegalStateException(failure);
      } catch (InterruptedException interrupted) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", interrupted);
      }
    }
    return results;
  }

  private boolean isKept(Target target) {
    return urls.keySet().stream().limit(KEPT).anyMatch(target::equals);
  }

  private Connection connect(Target target) {
    if (!has(target)) return another(target.system().substring(ELSEWHERE.length()));
    PostgresUrl url = Objects.requireNonNull(urls.get(target));
    return Connections.open(target, url.url(), admin.apply(target), limit);
  }

  @Override
  public void close() {
    for (Connection connection : kept.values()) {
      try {
        connection.close();
      } catch (SQLException alreadyGone) {
        // Nothing is held by a connection that is gone.
      }
    }
  }
}
