package dev.usher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.usher.core.model.SystemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors complete from: takes what is right, and refuses slips of the pen. */
class SchemaTest {
  private static final String TEXT = text();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(TEXT);

  private static String text() {
    try (InputStream file = PolicyReader.class.getResourceAsStream("/policy.schema.json")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Error> errors(String yaml) {
    return SCHEMA.validate(yaml, InputFormat.YAML);
  }

  static List<Path> right() throws IOException {
    try (Stream<Path> example = Files.list(Path.of("../engine/src/main/resources/example"));
        Stream<Path> good = Files.walk(Path.of("src/test/resources/good"))) {
      return Stream.concat(example, good).filter(file -> file.toString().endsWith("yaml")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("right")
  void takesWhatUsherReads(Path file) throws IOException {
    assertThat(errors(Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant: []",
        "usher: { administrator: [ann] }",
        "usher: [ann]",
        "usher: { operators: { ann: {} } }",
        "environments: { prod: { protectd: true } }",
        "environments: { prod: { ttl: soon } }",
        "systems: { db: { type: oracle, in: {} } }",
        "systems: { cache: { type: redis, in: {}, keys: [orders] } }",
        "systems: { cache: { type: redis, in: {}, keys: { orders: [] } } }",
        "systems: { db: { type: postgresql } }",
        "systems: { db: { type: postgresql, in: { dev: {} } } }",
        "systems: { db: { type: postgresql, in: {}, resources: { a: { actions: [b] } } } }",
        "systems: { api: { type: application, in: { dev: {} } } }",
        "systems: { api: { type: application, in: { dev: {} }, resources: { a: {} } } }",
        "systems: { api: { type: application, in: { dev: { url: u } }, resources: {} } }",
        "systems: { db: { type: postgresql, in: { dev: { url: u, admin: \"usher:secret\" } } } }",
        "systems: { api: { type: application, in: {}, resources: {}, routes: {} } }",
        "systems: { api: { type: application, in: {}, resources: {}, routes: [{ method: get, path: /, do: read, on: \"a:b\" }] } }",
        "systems: { api: { type: application, in: {}, resources: {}, routes: [{ method: GET, path: a, do: read, on: \"a:b\" }] } }",
        "systems: { api: { type: application, in: {}, resources: {}, routes: [{ method: GET, path: /, do: read, on: a }] } }",
        "systems: { api: { type: application, in: {}, resources: {}, routes: [{ method: GET, path: /, on: \"a:b\" }] } }",
        "systems: { db: { type: postgresql, in: {}, routes: [] } }",
        "environments: { prod: { apply: on-aproval } }",
        "systems: { db: { type: postgresql, in: {}, drift: mended } }",
        "directories: { okta: {} }",
        "directories: { okta: { type: scim, id: mail } }",
        "directories: { okta: { type: scim, brake: off } }",
        "directories: { okta: { type: scim, brake: { share: 100 } } }",
        "directories: { okta: { type: scim, attributes: { region: cost center } } }",
        "teams: { nurses: { group: Nurses } }",
        "people: { \"team:x\": {} }",
        "people: { ann: { email: nowhere } }",
        "teams: { backend: {} }",
        "roles: { analyst: {} }",
        "roles: { analyst: { can: [{ do: \"Raed it\", on: shop-db/public/* }] } }",
        "roles: { analyst: { can: [{ do: read }] } }",
        "roles: { analyst: { carry: swich, can: [{ do: read, on: shop-db/public/* }] } }",
        "grants: [{ to: ann, in: dev }]",
        "grants: [{ to: [], role: analyst, in: dev }]",
        "grants: { to: ann, role: analyst, in: dev }",
        "expect: [{ who: ann, can: read, cannot: write, on: dev/shop-db/public/orders }]",
      })
  void refusesSlips(String yaml) {
    assertThat(errors(yaml)).isNotEmpty();
  }

  @Test
  void knowsEveryActionThereIs() {
    for (SystemType type : GoldenTest.TYPES.values()) {
      for (String action : type.words()) {
        String yaml = "roles: { r: { can: [{ do: \"%s\", on: db }] } }".formatted(action);
        assertThat(errors(yaml)).as(action).isEmpty();
      }
    }
  }
}
