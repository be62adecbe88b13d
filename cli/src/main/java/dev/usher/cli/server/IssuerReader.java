package dev.usher.cli.server;

import dev.usher.engine.operator.Issuer;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads whose word counts about who somebody is, from the operator's file.
 *
 * @param needed what has to be said of each
 */
record IssuerReader(Entries entries, Problems problems, String needed) {
  /** At usher's own door, where people log in by it. */
  static final String CLIENT = "client";

  /** At an application's, which has a name of its own there. */
  static final String AUDIENCE = "audience";

  private static final List<String> KEYS = List.of(CLIENT, AUDIENCE, "person", "domain", "hosts");

  /** Each by its url. */
  List<Issuer> read(Node node) {
    List<Issuer> all = new ArrayList<>();
    for (Node.Entry entry :
        entries.of(Optional.of(node), "issuers", List.of("\"https://login.example.org\"")))
      issuer(entry).ifPresent(all::add);
    return all;
  }

  private Optional<Issuer> issuer(Node.Entry entry) {
    Map<String, String> said = new TreeMap<>();
    Set<String> hosts = new HashSet<>();
    for (Node.Entry one : entries.of(Optional.of(entry.value()), "an issuer", KEYS)) {
      String key = one.key().value();
      if (!KEYS.contains(key)) entries.unknown(one, KEYS);
      else if (key.equals("hosts")) hosts.addAll(entries.texts(one));
      else entries.text(one).ifPresent(text -> said.put(key, text.value()));
    }
    Optional<URI> url = url(entry.key());
    boolean isThere = !said.getOrDefault(needed, "").isEmpty();
    if (!isThere)
      problems.error(
          "missing-key",
          entry.key().at(),
          "an issuer needs `" + needed + "`",
          needed.equals(CLIENT)
              ? "write { client: usher }: a public client there, with PKCE"
              : "write { audience: shop }: what its tokens for the application have in `aud`");
    if (url.isEmpty() || !isThere) return Optional.empty();
    Optional<String> client = Optional.ofNullable(said.get(CLIENT));
    return Optional.of(
        new Issuer(
            url.get(),
            client,
            said.getOrDefault(AUDIENCE, client.orElse("")),
            said.getOrDefault("person", Issuer.PERSON),
            Optional.ofNullable(said.get("domain")),
            hosts));
  }

  private Optional<URI> url(Node.Scalar text) {
    try {
      URI url = new URI(text.value());
      if (Issuer.isSafe(url) && url.getRawQuery() == null && url.getRawFragment() == null)
        return Optional.of(url);
    } catch (URISyntaxException _) {
      // Told below.
    }
    problems.error(
        "bad-value",
        text.at(),
        "this is no issuer",
        "write https://HOST/PATH as its tokens have it in `iss`; http on 127.0.0.1 alone");
    return Optional.empty();
  }
}
