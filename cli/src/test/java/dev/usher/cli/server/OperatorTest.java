package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Wiring;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.model.Target;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.Progress;
import dev.usher.engine.operator.Gate;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.operator.Network;
import dev.usher.engine.operator.Operator;
import dev.usher.engine.operator.Reach;
import dev.usher.engine.operator.Reach.Place;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.Failure;
import dev.usher.policy.PolicyReader;
import dev.usher.policy.text.Problems;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull request does not decide. Nobody listens on port 1, nor at example.invalid. */
class OperatorTest {
  private static final String HERE = "jdbc:postgresql://127.0.0.1:1/shop";
  private static final String AWAY = "jdbc:postgresql://db.example.invalid:5432/shop";

  @TempDir private Path folder;

  @Test
  void withoutAnOperatorsWordAServerStaysOnItsMachine() throws IOException {
    assertThat(failures(new Reach.ThisMachine(), HERE, AWAY))
        .anyMatch(one -> one.where().equals("prod/shop-db") && one.code().equals("unreachable"))
        .anyMatch(
            one ->
                one.where().equals("test/shop-db")
                    && one.code().equals("refused")
                    && one.message().contains("--operator FILE"));
  }

  @Test
  void withOneItGoesWhereThatSaysAndNowhereElse() throws IOException {
    Reach reach =
        new Reach.Listed(
            Map.of(new Target("test", "shop-db"), new Place(HERE, "env:OPERATORS_ADMIN")));
    // The account is the operator's: the policy's own is not even set.
    assertThat(failures(reach, AWAY, HERE))
        .anyMatch(one -> one.where().equals("test/shop-db") && one.code().equals("unreachable"))
        .anyMatch(one -> one.where().equals("prod/shop-db") && one.message().contains("list prod"));
    assertThat(failures(reach, AWAY, HERE + "2"))
        .anyMatch(
            one ->
                one.where().equals("test/shop-db") && one.message().contains("make them the same"))
        .noneMatch(one -> one.code().equals("unreachable"));
  }

  @Test
  void itsFileIsReadWholeOrAllItsMistakesAreTold() throws IOException {
    Problems none = new Problems();
    Operator operator =
        read(
            """
            connections:
              prod/shop-db: { url: "jdbc:postgresql://db/shop", admin: "file:secrets/shop" }
              prod/crm-db: { url: "jdbc:postgresql://db/crm", admin: "env:CRM_ADMIN" }
            hosts: [hooks.example.org]
            issuers:
              "https://login.example.org/realms/company": { client: usher, domain: acme.example }
              "http://127.0.0.1:8080": { client: cli, audience: api, person: email, hosts: [keys] }
            gateways:
              prod/shop-api:
                proxies: [127.0.0.1, 10.1.0.0/16, "fd00::/8"]
                issuers: { "https://login.example.org": { audience: shop, domain: acme.example } }
            """,
            none);
    assertThat(none.sorted()).isEmpty();
    assertThat(operator.connections().get(new Target("prod", "shop-db")))
        .isEqualTo(
            new Place("jdbc:postgresql://db/shop", "file:" + folder.resolve("secrets/shop")));
    assertThat(operator.hosts()).containsExactly("hooks.example.org");
    assertThat(operator.issuers())
        .containsExactly(
            new Issuer(
                URI.create("https://login.example.org/realms/company"),
                Optional.of("usher"),
                "usher",
                "preferred_username",
                Optional.of("acme.example"),
                Set.of()),
            new Issuer(
                URI.create("http://127.0.0.1:8080"),
                Optional.of("cli"),
                "api",
                "email",
                Optional.empty(),
                Set.of("keys")));

    assertThat(operator.gates())
        .containsExactly(
            Map.entry(
                new Target("prod", "shop-api"),
                new Gate(
                    Stream.of("127.0.0.1", "10.1.0.0/16", "fd00::/8")
                        .map(text -> Network.parse(text).orElseThrow())
                        .toList(),
                    List.of(
                        new Issuer(
                            URI.create("https://login.example.org"),
                            Optional.empty(),
                            "shop",
                            "preferred_username",
                            Optional.of("acme.example"),
                            Set.of())))));

    Problems wrong = new Problems();
    read(
        """
        conections: {}
        connections:
          prod: { url: a, admin: "env:X" }
          prod/shop-db: { url: a, admin: hunter2 }
          prod/crm-db: { url: a }
        hosts: hooks.example.org
        issuers:
          "http://login.example.org": { client: usher }
          "https://user@login.example.org": { client: usher }
          "https://login.example.org": { secret: hunter2 }
        gateways:
          shop-api: {}
          prod/shop-api: { proxies: [localhost], issuers: { "https://a.example": { client: x } } }
          prod/crm-api: { proxies: [10.1.2.3/16], issuer: {} }
        """,
        wrong);
    assertThat(Diagnostics.render(wrong.sorted()))
        .contains("did you mean `connections`?", "this is no target", "never the account itself")
        .contains("a connection needs `admin`", "`hosts` is a list")
        .contains("this is no issuer", "an issuer needs `client`", "an issuer needs `audience`")
        .contains("write environment/system: { proxies: […], issuers: { … } }")
        .contains("a proxy is an address", "a gateway needs `issuers`", "did you mean `issuers`?")
        .doesNotContain("hunter2");
  }

  private Operator read(String text, Problems problems) throws IOException {
    return new OperatorReader(Files.writeString(folder.resolve("operator.yaml"), text), problems)
        .read();
  }

  private List<Failure> failures(Reach reach, String prod, String test) throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        environments: { prod: {}, test: {} }
        systems:
          shop-db:
            type: postgresql
            in:
              prod: { url: "%s", admin: "env:POLICYS_ADMIN" }
              test: { url: "%s", admin: "env:POLICYS_ADMIN" }
            schemas: [public]
        """
            .formatted(prod, test));
    String asked = reach instanceof Reach.ThisMachine ? "POLICYS_ADMIN" : "OPERATORS_ADMIN";
    InstantSource clock = InstantSource.system();
    return new LocalUsher(
            new PolicyReader(clock, reach::bind),
            name -> Optional.of("usher:any").filter(_ -> name.equals(asked)),
            Wiring.connectors(clock),
            FileLedger::beside,
            clock,
            "somebody",
            new SecureRandom(),
            Duration.ofSeconds(2))
        .plan(folder.resolve("policy.yaml"), Set.of(), Progress.silent())
        .failures();
  }
}
