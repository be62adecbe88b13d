package dev.usher.cli.server;

import dev.usher.core.model.Target;
import dev.usher.engine.operator.Gate;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.operator.Network;
import dev.usher.engine.operator.Operator;
import dev.usher.engine.operator.Reach.Place;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the operator's file: all of it, or all that is wrong with it. */
final class OperatorReader {
  private static final List<String> KEYS = List.of("connections", "hosts", "issuers", "gateways");
  private static final List<String> PLACE = List.of("url", "admin");
  private static final List<String> GATE = List.of("proxies", "issuers");
  private static final Pattern ADMIN = Pattern.compile("(env:[A-Za-z_][A-Za-z0-9_]*)|file:(.+)");
  private static final Pattern TARGET = Pattern.compile("([^/]+)/([^/]+)");

  private final Path file;
  private final Problems problems;
  private final Entries entries;

  OperatorReader(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.entries = new Entries(problems);
  }

  Operator read() {
    Map<Target, Place> places = new TreeMap<>();
    List<String> hosts = new ArrayList<>();
    List<Issuer> issuers = new ArrayList<>();
    Map<Target, Gate> gates = new TreeMap<>();
    Optional<Node> root = YamlFile.read(file, problems);
    for (Node.Entry entry : entries.of(root, "an operator's file", KEYS)) {
      switch (entry.key().value()) {
        case "connections" -> places(entry.value(), places);
        case "hosts" -> hosts.addAll(entries.texts(entry));
        case "issuers" -> issuers.addAll(issuers(IssuerReader.CLIENT).read(entry.value()));
        case "gateways" -> gates(entry.value(), gates);
        default -> entries.unknown(entry, KEYS);
      }
    }
    return new Operator(places, hosts, issuers, gates);
  }

  private void places(Node node, Map<Target, Place> places) {
    for (Node.Entry entry : entries.of(Optional.of(node), "connections", List.of("prod/shop-db"))) {
      target(entry.key(), "{ url: …, admin: … }")
          .ifPresent(target -> place(entry).ifPresent(place -> places.put(target, place)));
    }
  }

  private Optional<Target> target(Node.Scalar key, String behind) {
    var target = TARGET.matcher(key.value());
    if (target.matches()) return Optional.of(new Target(target.group(1), target.group(2)));
    problems.error(
        "bad-value", key.at(), "this is no target", "write environment/system: " + behind);
    return Optional.empty();
  }

  private IssuerReader issuers(String needed) {
    return new IssuerReader(entries, problems, needed);
  }

  private void gates(Node node, Map<Target, Gate> gates) {
    for (Node.Entry entry : entries.of(Optional.of(node), "gateways", List.of("prod/shop-api")))
      target(entry.key(), "{ proxies: […], issuers: { … } }")
          .ifPresent(target -> gates.put(target, gate(entry)));
  }

  private Gate gate(Node.Entry gate) {
    List<Network> proxies = new ArrayList<>();
    List<Issuer> issuers = new ArrayList<>();
    for (Node.Entry entry : entries.of(Optional.of(gate.value()), gate.key().value(), GATE)) {
      switch (entry.key().value()) {
        case "proxies" -> proxies.addAll(networks(entry));
        case "issuers" -> issuers.addAll(issuers(IssuerReader.AUDIENCE).read(entry.value()));
        default -> entries.unknown(entry, GATE);
      }
    }
    for (String key : GATE)
      if (gate.value() instanceof Node.Keyed keyed && !has(keyed, key))
        problems.error(
            "missing-key",
            gate.key().at(),
            "a gateway needs `" + key + "`",
            "write { proxies: [10.1.2.3], issuers: { \"https://…\": { audience: shop } } }");
    return new Gate(proxies, issuers);
  }

  private List<Network> networks(Node.Entry entry) {
    List<Network> all = new ArrayList<>();
    for (String text : entries.texts(entry))
      Network.parse(text)
          .ifPresentOrElse(
              all::add,
              () ->
                  problems.error(
                      "bad-value",
                      entry.key().at(),
                      "a proxy is an address, or a network of them",
                      "write 10.1.2.3, 10.1.0.0/16 or fd00::/8: no names, and zeros behind"));
    return all;
  }

  private Optional<Place> place(Node.Entry entry) {
    Map<String, Node.Scalar> said = new TreeMap<>();
    for (Node.Entry one : entries.of(Optional.of(entry.value()), entry.key().value(), PLACE)) {
      if (one.key().value().equals("admin")) problems.secret(one.value());
      if (!PLACE.contains(one.key().value())) entries.unknown(one, PLACE);
      else entries.text(one).ifPresent(text -> said.put(one.key().value(), text));
    }
    for (String key : PLACE)
      if (!said.containsKey(key) && entry.value() instanceof Node.Keyed keyed && !has(keyed, key))
        problems.error(
            "missing-key",
            entry.key().at(),
            "a connection needs `" + key + "`",
            "write { url: as the policy has it, admin: env:NAME or file:PATH }");
    Node.Scalar url = said.get("url");
    Node.Scalar admin = said.get("admin");
    if (url == null || admin == null) return Optional.empty();
    return admin(admin).map(reference -> new Place(url.value(), reference));
  }

  private static boolean has(Node.Keyed keyed, String key) {
    return keyed.entries().containsKey(key);
  }

  /** A file's path is relative to the operator's file. */
  private Optional<String> admin(Node.Scalar text) {
    var reference = ADMIN.matcher(text.value());
    if (!reference.matches()) {
      problems.error(
          "literal-admin",
          text.at(),
          "`admin` says where usher's account is found, never the account itself",
          "write env:NAME or file:PATH, which hold user:password");
      return Optional.empty();
    }
    if (reference.group(1) != null) return Optional.of(reference.group(1));
    return Optional.of("file:" + file.toAbsolutePath().resolveSibling(reference.group(2)));
  }
}
