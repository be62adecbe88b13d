package dev.usher.store.policy;

import dev.usher.core.ledger.Canonical;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Head;
import dev.usher.engine.enact.PolicyTree;
import dev.usher.engine.enact.Revisions;
import dev.usher.store.Straight;
import dev.usher.store.Together;
import dev.usher.store.check.PostgresChanges;
import dev.usher.store.ledger.PostgresLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Revisions as rows: the one with the highest number is in force. */
public final class PostgresRevisions implements Revisions {
  private final Jdbi jdbi;

  /** Nearly every request asks for it. */
  private final Together<Boolean, Kept> inForce = new Together<>(_ -> inForce());

  /**
   * @param jdbi as a role that may insert and select
   */
  public PostgresRevisions(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Optional<Kept> latest() {
    return inForce.get(true);
  }

  @Override
  public Optional<Kept> at(Instant then) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "select * from policy_revision where at <= :then order by number desc limit 1")
                .bind("then", Timestamp.from(then))
                .map((row, _) -> kept(row))
                .findOne());
  }

  private Map<Boolean, Kept> inForce() {
    return jdbi.withHandle(PostgresRevisions::latest)
        .map(kept -> Map.of(true, kept))
        .orElse(Map.of());
  }

  private static Optional<Kept> latest(Handle handle) {
    return Straight.first(
        handle,
        "select * from policy_revision order by number desc limit 1",
        PostgresRevisions::kept);
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getLong("number"),
        row.getString("digest"),
        new About(
            row.getString("revision"),
            row.getString("source"),
            Set.of(texts(row.getArray("authors"))),
            row.getString("server"),
            row.getTimestamp("at").toInstant(),
            Optional.ofNullable(row.getString("accepted_by")),
            List.of(texts(row.getArray("accepted")))));
  }

  private static String[] texts(Array array) throws SQLException {
    return (String[]) array.getArray();
  }

  @Override
  public PolicyTree tree(long number) {
    PolicyTree.Builder tree = new PolicyTree.Builder();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    """
                    select path, content from policy_file join policy_content using (sha256)
                    where number = :number order by path
                    """)
                .bind("number", number)
                .map((row, _) -> Map.entry(row.getString("path"), row.getBytes("content")))
                .forEach(file -> add(tree, file.getKey(), file.getValue())));
    return tree.build();
  }

  private static void add(PolicyTree.Builder tree, String path, byte[] content) {
    try {
      tree.add(path, content.length, () -> content);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public boolean knows(String digest) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("select exists (select from policy_revision where digest = :digest)")
                .bind("digest", digest)
                .mapTo(Boolean.class)
                .one());
  }

  @Override
  public Optional<Kept> add(long after, About about, PolicyTree tree, List<Draft> told) {
    return jdbi.inTransaction(
        handle -> {
          if (insert(handle, after, about, tree.digest()) == 0) return Optional.empty();
          for (Map.Entry<String, byte[]> file : tree.files().entrySet())
            insert(handle, after + 1, file.getKey(), file.getValue());
          told.forEach(draft -> PostgresLedger.append(handle, draft, Head.NONE));
          PostgresChanges.ofAll(handle);
          return latest(handle);
        });
  }

  /** Waits for another server that puts something there; whoever comes second inserts nothing. */
  private static int insert(Handle handle, long after, About about, String digest) {
    return handle
        .createUpdate(
            """
            insert into policy_revision
              (number, revision, digest, source, authors, server, at, accepted_by, accepted)
            select :after + 1, :revision, :digest, :source, cast(:authors as text[]), :server, :at,
              :by, cast(:accepted as text[])
            where :after = (select coalesce(max(number), 0) from policy_revision)
            on conflict (number) do nothing
            """)
        .bind("after", after)
        .bind("revision", about.revision())
        .bind("digest", digest)
        .bind("source", about.source())
        .bind("authors", about.authors().stream().sorted().toArray(String[]::new))
        .bind("server", about.server())
        .bind("at", Timestamp.from(about.at()))
        .bind("by", about.acceptedBy().orElse(null))
        .bind("accepted", about.accepted().toArray(new String[0]))
        .execute();
  }

  private static void insert(Handle handle, long number, String path, byte[] content) {
    String sha256 = Canonical.sha256(content);
    // Most files are those of the revision before: they are not sent.
    boolean isThere =
        handle
            .createQuery("select exists (select from policy_content where sha256 = :sha256)")
            .bind("sha256", sha256)
            .mapTo(Boolean.class)
            .one();
    if (!isThere)
      handle
          .createUpdate(
              """
              insert into policy_content (sha256, content) values (:sha256, :content)
              on conflict (sha256) do nothing
              """)
          .bind("sha256", sha256)
          .bind("content", content)
          .execute();
    handle
        .createUpdate(
            "insert into policy_file (number, path, sha256) values (:number, :path, :sha256)")
        .bind("number", number)
        .bind("path", path)
        .bind("sha256", sha256)
        .execute();
  }
}
