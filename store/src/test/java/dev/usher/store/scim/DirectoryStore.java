package dev.usher.store.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Brake;
import dev.usher.core.model.Policy.Directory.Id;
import dev.usher.core.model.Source;
import dev.usher.engine.office.Identities;
import dev.usher.engine.office.Identities.Identity;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.UserPatch;
import dev.usher.engine.token.Bearer;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Token;
import dev.usher.engine.token.TokenStore;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.store.ledger.PostgresLedger;
import dev.usher.store.person.PostgresIdentities;
import dev.usher.store.token.PostgresTokens;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;

/** A store whose clock stands where the test puts it, and what is said to it. */
final class DirectoryStore implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private final EmbeddedStore server;
  private final Store store;
  private final Jdbi owner;
  private final DirectoryRules rules =
      new DirectoryRules() {
        @Override
        public Optional<Policy.Directory> declared(String name) {
          return Optional.of(DirectoryStore.declared(name));
        }

        @Override
        public boolean isWeighty(String directory, String group) {
          return group.equals("Keepers");
        }
      };

  private static Policy.Directory declared(String name) {
    return new Policy.Directory(
        name,
        "scim",
        name.equals("staff") ? Id.EXTERNAL_ID : Id.USER_NAME_BEFORE_AT,
        Map.of(
            "department",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "title",
            "title",
            "home",
            "emails[type eq \"home\"].value",
            "roles",
            "roles"),
        name.equals("loose") ? new Brake(1_000_000, 50) : Brake.USUAL,
        new Source("policy.yaml", 1, 1));
  }

  final AtomicInteger heard = new AtomicInteger();
  final PostgresScim scim;
  final HeldBack heldBack;
  final PostgresDirectories directories;
  Instant now = Instant.parse("2026-11-29T08:00:00Z");

  DirectoryStore(Path folder) {
    server = EmbeddedStore.start(folder, new SecureRandom());
    Account migrating = server.migrating();
    owner = Jdbi.create(migrating.url(), migrating.user(), new String(migrating.password()));
    // What a crash of the database would do is tested elsewhere.
    owner.useHandle(
        handle ->
            handle.execute(
                "do $$ begin execute format('alter database %I set synchronous_commit = off',"
                    + " current_database()); end $$"));
    store = Store.open(migrating, server.running());
    scim =
        new PostgresScim(store.jdbi(), rules, () -> now, UUID::randomUUID, heard::incrementAndGet);
    heldBack = new PostgresHeldBack(store.jdbi(), () -> now, heard::incrementAndGet);
    directories = new PostgresDirectories(store.jdbi(), rules);
  }

  Account running() {
    return server.running();
  }

  DirectoryRules rules() {
    return rules;
  }

  /** What no directory says at once: for questions about any state that there may be. */
  void write(String sql, Object... values) {
    owner.useHandle(handle -> handle.execute(sql, values));
  }

  void empty() {
    owner.useHandle(
        handle -> {
          for (String table :
              List.of("name", "member", "stranger", "user", "group", "removal", "word"))
            handle.execute("delete from usher_store.directory_" + table);
        });
  }

  /** What people decided, as the ledger tells it, with whom it is about. */
  List<String> decided() {
    return new PostgresLedger(store.jdbi())
        .read().entries().stream()
            .filter(entry -> entry.what() == What.DECIDED)
            .map(
                entry ->
                    entry.by()
                        + ": "
                        + entry.text()
                        + " "
                        + entry.deeds().stream().flatMap(deed -> deed.about().stream()).toList())
            .toList();
  }

  /** What somebody is told to have done to what lets others in. */
  List<String> credentials(String byWhom) {
    return new PostgresLedger(store.jdbi())
        .read().entries().stream()
            .filter(entry -> entry.what() == What.CREDENTIAL && entry.by().equals(byWhom))
            .map(Entry::text)
            .toList();
  }

  TokenStore tokens() {
    return new PostgresTokens(store.jdbi());
  }

  Identities identities() {
    return new PostgresIdentities(store.jdbi());
  }

  /** One for a day on somebody's word; gives the digest of what they show. */
  byte[] token(String id, String owner) {
    byte[] digest = Bearer.digest(id);
    Token made =
        new Token(
            id,
            "of-" + id,
            List.of(Scope.AUDIT),
            now,
            owner,
            Optional.of(owner),
            now.plus(Duration.ofDays(1)),
            Optional.empty(),
            Optional.empty());
    assertThat(tokens().add(made, digest, told(owner, "token of-" + id))).isTrue();
    return digest;
  }

  void bind(String issuer, String sub, String subject) {
    assertThat(
            identities()
                .bind(new Identity(issuer, sub, subject, now), told(subject, sub + " is here")))
        .isTrue();
  }

  private Draft told(String by, String text) {
    return Draft.said(now, by, What.CREDENTIAL, "usher", text, List.of(), List.of());
  }

  @Override
  public void close() {
    store.close();
    server.close();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(text, wrong);
    }
  }

  ScimUser user(String directory, String json) {
    return scim.create(directory, UserPatch.create(json(json)));
  }

  ScimUser person(String directory, String name) {
    return user(directory, "{\"userName\": \"%s@example.com\"}".formatted(name));
  }

  List<ScimUser> people(String directory, String prefix, int count) {
    List<ObjectNode> documents =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    UserPatch.create(
                        json("{\"userName\": \"%s%d@example.com\"}".formatted(prefix, i))))
            .toList();
    return scim.in(directory, it -> it.create(documents)).stream()
        .map(ScimUser.class::cast)
        .toList();
  }

  ScimGroup group(String directory, String name, List<ScimUser> members) {
    return scim.in(
        directory,
        it ->
            it.createGroup(
                List.of(new GroupChange.Named(name), new GroupChange.Join(ids(members)))));
  }

  Optional<ScimUser> read(String directory, ScimUser user) {
    return scim.in(directory, it -> it.user(user.id()));
  }

  Optional<ScimGroup> read(String directory, ScimGroup group) {
    return scim.in(directory, it -> it.group(group.id(), true));
  }

  static List<String> ids(List<ScimUser> users) {
    return users.stream().map(ScimUser::id).toList();
  }

  void say(String directory, String group, GroupChange change) {
    scim.in(
        directory,
        it -> {
          it.change(group, OptionalLong.empty(), List.of(change));
          return group;
        });
  }

  void active(String directory, ScimUser user, boolean active) {
    scim.in(
        directory,
        it ->
            it.change(user.id(), OptionalLong.empty(), document -> document.put("active", active)));
  }

  void delete(String directory, ScimUser user) {
    scim.in(
        directory,
        it -> {
          it.deleteUser(user.id(), OptionalLong.empty());
          return user;
        });
  }

  /** Whom something was said of since the last time, and the queue is empty. */
  TreeSet<String> words() {
    return store
        .jdbi()
        .withHandle(
            handle ->
                new TreeSet<>(
                    handle
                        .createQuery("delete from directory_word returning subject")
                        .mapTo(String.class)
                        .list()));
  }

  /** Everybody in force, and in which groups. */
  Map<String, Set<String>> inForce() {
    Map<String, Set<String>> all = new TreeMap<>();
    directories
        .everybody()
        .directories()
        .values()
        .forEach(people -> people.forEach(one -> all.put(one.name(), one.groups())));
    return all;
  }
}
