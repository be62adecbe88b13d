package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.RedisServer.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A Redis that had a life before usher: imported, planned, tightened. */
class ImportRedisTest {
  @TempDir private Path folder;

  /** Of commands by name, which every version can write. */
  private RedisBrownfield shop(Version version) {
    return new RedisBrownfield(version, folder)
        .account("app", "~orders:*", "~session:*", "+get", "+set", "+del", "+ping", "+info")
        .account("worker-1", "~stock:*", "+hget", "+hset", "+multi", "+exec")
        .account("worker-2", "~stock:*", "+hget", "+hset", "+multi", "+exec")
        .account("boss", "~*", "&*", "+@all")
        .account("closed", "~orders:*", "+get", "off")
        .account("open", "~orders:*", "+get", "nopass")
        .account("old", "~orders:*", "~orders:old:*", "+get")
        .account("idle", "+ping")
        .account("c:d", "~orders:*", "+get");
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void accounts_and_what_no_policy_can_say(Version version) {
    try (RedisBrownfield there = shop(version)) {
      ImportReport report = there.imported();
      assertThat(report.services()).isEqualTo(3);
      assertThat(report.roles()).as("the workers have the same").isEqualTo(2);
      assertThat(there.text("estate.yaml"))
          .contains("adopt-accounts: [app, worker-1, worker-2]")
          .contains("      orders: \"orders:*\"\n      session: \"session:*\"\n")
          .doesNotContain("adopt: true");
      assertThat(there.text("roles.yaml"))
          .contains(there.filled("{ do: [del, get, set], on: \":db/{orders,session}\" }"))
          .contains("to: [worker-1, worker-2]");
      assertThat(Brownfield.unsaid(report).stream().map(line -> line.replace(" &*", "")))
          .containsExactly(
              "ACL LIST of boss: ~* +@all: it may change accounts, and so give itself everything",
              "ACL LIST of c:d: ~orders:* -@all +get: no policy can name somebody so",
              "ACL LIST of closed: ~orders:* -@all +get: it is off, and whom a policy names is let"
                  + " in",
              "ACL LIST of default: nopass ~* +@all: whoever says no name comes in by it",
              "ACL LIST of idle: -@all +ping: it may do nothing that a policy gives",
              "ACL LIST of old: ~orders:* ~orders:old:* -@all +get: no policy names ~orders:old:*"
                  + " beside orders:*, which has such names too",
              "ACL LIST of open: nopass ~orders:* -@all +get: whoever says its name comes in");
      assertThat(there.verified())
          .filteredOn(line -> !line.contains("has channels *, which no policy gives"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void what_is_taken_out_of_the_policy_is_taken_there_and_nothing_else(Version version) {
    try (RedisBrownfield there = shop(version)) {
      there.imported();
      there.edit("roles.yaml", "do: [del, get, set]", "do: [get, set]");
      TreeSet<String> before = there.can();
      assertThat(there.tightened()).singleElement().asString().startsWith("ACL SETUSER app ");
      before.removeAll(there.can());
      assertThat(before)
          .containsExactly("app | del orders:1", "app | del orders:old:1", "app | del session:1");

      there.edit("roles.yaml", "do: [hget, hset]", "do: hget");
      assertThat(there.tightened()).as("one for each who has the role").hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void categories_and_selectors_are_said_as_far_as_they_can_be_and_the_rest_is_kept(
      Version version) {
    try (RedisBrownfield there = new RedisBrownfield(version, folder)) {
      there
          .account("app", "~orders:*", "~session:*", "&*", "+@all", "-@dangerous")
          .account("reader", "~stock:*", "+@read", "+@connection");
      if (there.is7())
        there
            .account("half", "%R~orders:*", "+@all", "-@dangerous", "(~stock:* +get)")
            .account("split", "~orders:*", "+get", "+rename", "(~stock:* +get +rename)")
            .account("apart", "~orders:*", "+get", "(~orders:old:* +@all -@dangerous)");
      ImportReport report = there.imported();
      if (!there.is7()) {
        assertThat(report.services()).isZero();
        assertThat(Brownfield.unsaid(report))
            .anyMatch(line -> line.startsWith("ACL LIST of app: ") && line.contains("+georadius"));
        return;
      }
      assertThat(there.text("estate.yaml")).contains("adopt-accounts: [apart, app, half, reader]");
      assertThat(Brownfield.unsaid(report))
          .contains(
              "ACL LIST of app: (~orders:* ~session:* &* +georadius +georadiusbymember): in no"
                  + " policy, and kept beside it")
          .anyMatch(
              line ->
                  line.startsWith("ACL LIST of split: ~orders:* ")
                      && line.endsWith(": usher would write its selectors otherwise"))
          .anyMatch(line -> line.startsWith("ACL LIST of apart: (~orders:old:* +append "))
          .anyMatch(line -> line.startsWith("ACL LIST of half: (%R~orders:* +append "));

      there.edit(
          "roles.yaml", "\"@scripting\", \"@transaction\", write", "\"@transaction\", write");
      TreeSet<String> before = there.can();
      there.tightened();
      before.removeAll(there.can());
      assertThat(before)
          .hasSize(2 * 3)
          .allMatch(
              line -> line.startsWith("app | eval 1 1 ") || line.startsWith("app | evalsha 1 1 "));
      assertThat(there.can()).contains("app | georadius orders:1 1 1 1 m STORE session:1");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void whoever_leaves_is_closed_and_comes_back_with_the_password_that_they_had(Version version) {
    try (RedisBrownfield there = shop(version)) {
      there.imported();
      TreeSet<String> before = there.can();
      String people = there.text("people.yaml");
      String roles = there.text("roles.yaml");
      there.edit("people.yaml", "  worker-2: {}\n", "");
      there.edit("roles.yaml", "to: [worker-1, worker-2]", "to: [worker-1]");
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      assertThat(there.can())
          .contains("worker-2 | login | false", "worker-1 | login | true")
          .noneMatch(line -> line.startsWith("worker-2 | hget"));

      there.write("people.yaml", people);
      there.write("roles.yaml", roles);
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      there.isAsBefore(before);

      there.edit("people.yaml", "  worker-2: {}\n", "");
      there.edit("roles.yaml", "to: [worker-1, worker-2]", "to: [worker-1]");
      there.edit("estate.yaml", "app, worker-1, worker-2]", "app, worker-1]");
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      assertThat(there.can()).noneMatch(line -> line.startsWith("worker-2 "));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void whoever_is_suspended_or_offboarded_is_shut_out_marked_or_not(Version version) {
    try (RedisBrownfield there = shop(version)) {
      there.imported();
      Usher usher = there.usher();
      TreeSet<String> before = there.can();
      there.apply(usher.suspend(there.policy, "app", Progress.silent()));
      assertThat(there.can()).contains("app | login | false");
      assertThat(Brownfield.statements(there.plan())).isEmpty();
      there.apply(usher.resume(there.policy, "app", Progress.silent()));
      there.isAsBefore(before);
      for (String name : List.of("app", "worker-1")) {
        PlanReport plan = usher.offboard(there.policy, name, Optional.empty(), Progress.silent());
        assertThat(there.apply(plan).failures()).isEmpty();
        assertThat(there.can())
            .contains(name + " | login | false")
            .noneMatch(line -> line.matches(name + " \\| (get|hget|hset|set) .*"));
      }
      assertThat(Brownfield.statements(there.plan())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void what_is_added_by_hand_to_an_account_that_was_taken_over_is_taken(Version version) {
    try (RedisBrownfield there = shop(version)) {
      there.imported();
      TreeSet<String> before = there.can();
      there.server.run("ACL", "SETUSER", "app", "~stock:*", "+hget", "+flushall", "+acl|setuser");
      assertThat(there.apply(there.plan()).failures()).isEmpty();
      there.isAsBefore(before);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void odd_names_and_patterns(Version version) {
    try (RedisBrownfield there = new RedisBrownfield(version, folder)) {
      there
          .account("o'x\"{name}", "~{a}:*", "+get")
          .account("no", "~[ab]:\\*", "+get")
          .account("*", "~c:*", "+get")
          .account("a\u202eb", "~d:*", "+get")
          .account("größe.-+@", "~größe:?", "+get", "+set")
          .account("#1", "~1", "resetchannels", "&1.*", "+get", "+publish")
          .account("s", "~s*", "+get")
          .account("q", "~\"q\"*", "+get")
          .account("on:env{env}", "~e:*", "+get");
      ImportReport report = there.imported();
      assertThat(there.text("estate.yaml"))
          .contains("adopt-accounts: [\"#1\", \"größe.-+@\", \"no\", 'o''x\"{name}']");
      assertThat(Brownfield.unsaid(report))
          .anyMatch(
              line ->
                  line.startsWith("ACL LIST of s: ~s*")
                      && line.endsWith("no policy names ~s*: it matches the word streams"))
          .anyMatch(line -> line.startsWith("ACL LIST of a\\u{202e}b: "))
          .anyMatch(line -> line.contains("a sign that Redis does not store faithfully"));
      there.edit("roles.yaml", "do: [get, set]", "do: get");
      assertThat(there.tightened()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void no_password_and_no_hash_is_written_or_told(Version version) throws IOException {
    try (RedisBrownfield there = shop(version)) {
      there.account("app", ">a second one", "+strlen");
      ImportReport report = there.imported();
      there.edit("roles.yaml", "strlen", "type");
      PlanReport plan = there.plan();
      StringBuilder all = new StringBuilder(report.toString()).append(plan);
      for (Path file : report.files()) {
        if (file.toString().endsWith(".yaml")) all.append(Files.readString(file));
      }
      String hashes =
          ((List<?>) there.server.run("ACL", "LIST"))
              .stream()
                  .flatMap(line -> List.of(line.toString().split(" ")).stream())
                  .filter(word -> word.startsWith("#"))
                  .map(word -> word.substring(1))
                  .collect(Collectors.joining("|"));
      assertThat(hashes).hasSizeGreaterThan(64);
      assertThat(all).doesNotContainPattern(hashes).doesNotContain("a second one");
      assertThat(there.apply(plan).failures()).isEmpty();
      assertThat(there.can()).as("it keeps both").contains("app | login | true");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void what_cannot_be_taken_over_is_refused(Version version) {
    try (RedisBrownfield there = shop(version)) {
      there.imported();
      there.edit("estate.yaml", "[app, worker-1, worker-2]", "[app, default, usher]");
      assertThat(there.plan().diagnostics())
          .filteredOn(Diagnostic::isError)
          .extracting(one -> one.code() + ": " + one.message())
          .contains(
              "account-name: default cannot be taken over in prod/"
                  + there.system()
                  + ": that is whoever says no name at all",
              "account-name: usher cannot be taken over in prod/"
                  + there.system()
                  + ": it is usher's own")
          .anyMatch(line -> line.startsWith("account-exists: there is an account worker-1"));
    }
  }
}
