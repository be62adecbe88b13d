package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.usher.cli.Wiring;
import dev.usher.engine.Progress;
import dev.usher.server.log.EventLog;
import dev.usher.store.embedded.EmbeddedStore;
import dev.usher.testkit.Database;
import dev.usher.testkit.Postgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A whole server that follows a directory's nurses in one database; more is said by keys. */
final class ServedShop implements AutoCloseable {
  static final String FIRST = "the-first-administrator-of-all-0123456789";

  final Database shop = Postgres.newest().database();
  final String admin = "usher_admin_" + shop.tag();
  RunningServer server;

  /** The directory's token. */
  final String okta;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Map<Key, String> said = new EnumMap<>(Key.class);
  private final Map<String, String> environment;

  /** On a store of somebody's. */
  static ServedShop on(EmbeddedStore store, Path folder, Map<Key, String> more) {
    Map<Key, String> keys = new EnumMap<>(more);
    keys.put(Key.STORE, store.running().url());
    keys.put(Key.STORE_ADMIN, "env:ADMIN");
    keys.put(Key.STORE_LOGIN, "env:LOGIN");
    return new ServedShop(
        folder,
        keys,
        Map.of(
            "ADMIN", store.migrating().user() + ":" + new String(store.migrating().password()),
            "LOGIN", store.running().user() + ":" + new String(store.running().password())));
  }

  ServedShop(Path folder, Map<Key, String> more, Map<String, String> variables) {
    this(folder, "", _ -> more, variables);
  }

  /**
   * @param operator what the operator's file has beside the shop's own connection; empty: there is
   *     none
   */
  ServedShop(Path folder, String operator, Map<Key, String> more, Map<String, String> variables) {
    this(folder, operator, _ -> more, variables);
  }

  /**
   * @param more what else is said by keys, of the database that there is by then
   */
  ServedShop(
      Path folder, Function<Database, Map<Key, String>> more, Map<String, String> variables) {
    this(folder, "", more, variables);
  }

  private ServedShop(
      Path folder,
      String operator,
      Function<Database, Map<Key, String>> more,
      Map<String, String> variables) {
    Orders.in(shop, admin);
    shop.run("alter role " + admin + " password 'of the admin'");
    said.put(Key.POLICY, policy(folder).toString());
    said.put(Key.LISTEN, "127.0.0.1:0");
    if (!operator.isEmpty()) said.put(Key.OPERATOR, operator(folder, operator).toString());
    environment = new HashMap<>(variables);
    environment.put("USHER_ADMIN_TOKEN", FIRST);
    server = started(more.apply(shop));
    okta = token(FIRST, "okta", "scim:okta");
  }

  private RunningServer started(Map<Key, String> more) {
    Map<Key, String> keys = new EnumMap<>(said);
    keys.putAll(more);
    Map<String, String> secrets = new HashMap<>(environment);
    secrets.put("SHOP", admin + ":of the admin");
    return ServerWiring.start(
        ConfigReader.read(keys, Optional.empty(), environment).config().orElseThrow(),
        Wiring.ushers(secrets),
        new EventLog(new PrintStream(logged, true, StandardCharsets.UTF_8), InstantSource.system()),
        Progress.silent(),
        new Opened());
  }

  /** Another server in its place, on a store that knows its tokens. */
  void again(Map<Key, String> more) {
    server.close();
    server = started(more);
  }

  private Path policy(Path folder) {
    try {
      Path access = Files.createDirectories(folder.resolve("access"));
      Files.writeString(
          access.resolve("policy.yaml"),
          """
          environments: { prod: {} }
          directories: { okta: { type: scim } }
          systems:
            shop-db:
              type: postgresql
              in: { prod: { url: "%s", admin: "env:SHOP", account: "%s_{name}" } }
              schemas: [public]
          teams: { nurses: { group: "okta:Nurses" } }
          roles: { reader: { can: [ { do: read, on: shop-db/public/orders } ] } }
          grants: [ { to: "team:nurses", role: reader, in: prod } ]
          """
              .formatted(shop.url(), shop.tag()));
      return access;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path operator(Path folder, String more) {
    try {
      return Files.writeString(
          folder.resolve("operator.yaml"),
          "connections: { prod/shop-db: { url: \"%s\", admin: \"env:SHOP\" } }%n%s"
              .formatted(shop.url(), more));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** All that the server has logged. */
  String logged() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  /** How many bytes that is. */
  int said() {
    return logged.size();
  }

  /** What it has logged from that byte on. */
  String logged(int from) {
    byte[] all = logged.toByteArray();
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }

  /** A token of that name, made by whoever has that one. */
  String token(String by, String name, String scope) {
    HttpResponse<String> answer =
        send(
            by,
            "POST",
            "/api/v1/tokens",
            "{'name':'%s','for':'1h','scopes':['%s']}".formatted(name, scope));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer).path("token").asText();
  }

  /** The id of what the directory makes. */
  String made(String path, String body) {
    HttpResponse<String> answer = send(okta, "POST", "/scim/v2" + path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer).path("id").asText();
  }

  void join(String group, String who) {
    HttpResponse<String> answer = joins(group, who);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
  }

  HttpResponse<String> joins(String group, String who) {
    return send(
        okta,
        "PATCH",
        "/scim/v2/Groups/" + group,
        patch("add", "members", "[{'value':'" + who + "'}]"));
  }

  /** Somebody is no longer active. */
  HttpResponse<String> leaves(String who) {
    return send(okta, "PATCH", "/scim/v2/Users/" + who, patch("replace", "active", "false"));
  }

  /** And is again. */
  HttpResponse<String> comes(String who) {
    return send(okta, "PATCH", "/scim/v2/Users/" + who, patch("replace", "active", "true"));
  }

  private static String patch(String op, String path, String value) {
    return "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[{'op':'%s','path':'%s','value':%s}]}"
        .formatted(op, path, value);
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return new JsonMapper().readTree(answer.body());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * @param token empty: none
   * @param body with single quotes
   * @param headers names and values
   */
  HttpResponse<String> send(
      String token, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header(
                "Content-Type",
                path.startsWith("/scim") ? "application/scim+json" : "application/json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    if (headers.length > 0) request.headers(headers);
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  boolean is(String who) {
    return !shop.rows("select 1 from pg_roles where rolname = '" + shop.tag() + "_" + who + "'")
        .isEmpty();
  }

  /** In one statement: the account may be about to go. */
  boolean reads(String who) {
    return shop.rows(
            "select has_table_privilege(oid, 'orders', 'SELECT') from pg_roles where rolname = '%s_%s'"
                .formatted(shop.tag(), who))
        .equals(List.of(List.of("t")));
  }

  @Override
  public void close() {
    server.close();
    http.close();
    shop.close();
  }
}
