package dev.usher.store.scim;

import static dev.usher.store.scim.DirectoryStore.json;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.usher.core.access.Roster.Person;
import dev.usher.core.model.Policy.Directory;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.UserPatch;
import dev.usher.store.Account;
import dev.usher.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/**
 * The store by a single connection, which the rules of the policy in force are asked by as well. As
 * many requests as there are connections must not wait for each other.
 */
final class OneConnection implements AutoCloseable {
  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final PostgresScim scim;
  private final PostgresDirectories directories;

  OneConnection(DirectoryStore store) {
    Account running = store.running();
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(running.url());
    config.setUsername(running.user());
    config.setPassword(new String(running.password()));
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(2_000);
    config.addDataSourceProperty("currentSchema", Store.SCHEMA + ",pg_temp");
    pool = new HikariDataSource(config);
    jdbi = Jdbi.create(pool);
    DirectoryRules rules = new Asked(store.rules());
    scim = new PostgresScim(jdbi, rules, InstantSource.system(), UUID::randomUUID, () -> {});
    directories = new PostgresDirectories(jdbi, rules);
  }

  /** Each is a question to the store. */
  private final class Asked implements DirectoryRules {
    private final DirectoryRules rules;

    Asked(DirectoryRules rules) {
      this.rules = rules;
    }

    @Override
    public DirectoryRules now() {
      jdbi.useHandle(handle -> handle.execute("select 1"));
      return rules;
    }

    @Override
    public Optional<Directory> declared(String directory) {
      return now().declared(directory);
    }

    @Override
    public boolean isWeighty(String directory, String group) {
      return now().isWeighty(directory, group);
    }
  }

  ScimUser user(String name) {
    return scim.create(
        "okta", UserPatch.create(json("{\"userName\": \"%s@example.com\"}".formatted(name))));
  }

  String group(String name, ScimUser member) {
    return scim.in(
            "okta",
            it ->
                it.createGroup(
                    List.of(
                        new GroupChange.Named(name), new GroupChange.Join(List.of(member.id())))))
        .id();
  }

  String leave(String group, ScimUser member) {
    return scim.in(
        "okta",
        it -> {
          it.change(
              group, OptionalLong.empty(), List.of(new GroupChange.Leave(List.of(member.id()))));
          return member.id();
        });
  }

  List<String> names() {
    return directories.everybody().directories().get("okta").stream().map(Person::name).toList();
  }

  @Override
  public void close() {
    pool.close();
  }
}
