package dev.usher.cli.server;

import dev.usher.cli.remote.Credential;
import dev.usher.engine.Refused;
import dev.usher.engine.seal.SealingKey;
import dev.usher.engine.token.Bearer;
import dev.usher.policy.text.Problems;
import dev.usher.store.Account;
import dev.usher.store.StoreFailure;
import dev.usher.store.secret.StoreKey;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes values of what was said; what cannot be one is told, and something stands in for it. */
final class Values {
  private static final String ADMIN = "USHER_ADMIN_TOKEN";
  private static final String ENV = "env:";
  private static final String FILE = "file:";
  private static final String COMMAND = "command:";

  private final Layers layers;
  private final Map<String, String> variables;
  private final Problems problems;

  Values(Layers layers, Map<String, String> variables, Problems problems) {
    this.layers = layers;
    this.variables = variables;
    this.problems = problems;
  }

  Optional<String> text(Key key) {
    return Optional.ofNullable(layers.said().get(key)).map(Said::text);
  }

  /** A path; one of the file's is relative to its folder. */
  Optional<Path> path(Key key) {
    return pathAfter("", key);
  }

  /**
   * @param start of the text, which is no part of the path
   */
  Optional<Path> pathAfter(String start, Key key) {
    Said said = layers.said().get(key);
    if (said == null) return Optional.empty();
    try {
      return Optional.of(whole(Path.of(said.text().substring(start.length())), said));
    } catch (InvalidPathException _) {
      wrong(key, "this is no path", "write " + key.value());
      return Optional.empty();
    }
  }

  private Path whole(Path path, Said said) {
    return said.at().isPresent() ? layers.folder().resolve(path) : path;
  }

  /** One that is there already. */
  Optional<Path> file(Key key) {
    Optional<Path> path = path(key);
    if (path.isPresent() && !Files.isReadable(path.get())) {
      wrong(key, path.get() + " cannot be read", "see that the file is there and may be read");
      return Optional.empty();
    }
    return path;
  }

  boolean flag(Key key) {
    String text = text(key).orElse("false");
    if (!text.equals("true") && !text.equals("false"))
      wrong(key, "this is neither true nor false", "write true or false");
    return text.equals("true");
  }

  ServerConfig.Listen listen(Key key, String usual) {
    String text = text(key).orElse(usual);
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      wrong(
          key,
          "this is no address to listen on",
          "write HOST:PORT, such as 127.0.0.1:8470, or 127.0.0.1:0 for any free port");
      return new ServerConfig.Listen("127.0.0.1", 0);
    }
    String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    return new ServerConfig.Listen(host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(port));
  }

  /** An account at the store. */
  Account account(Key key, String url) {
    Said said = layers.said().get(key);
    if (said == null) {
      problems.error(
          "missing-key",
          Key.STORE.word() + " needs " + key.word(),
          "write " + key.word() + ": env:NAME or file:PATH, which holds user:password");
      return nobody(url, key);
    }
    Optional<String> secret = secret(key, said);
    if (secret.isEmpty()) return nobody(url, key);
    int colon = secret.get().indexOf(':');
    if (colon < 1 || secret.get().lines().count() > 1) {
      wrong(key, "what is there is not an account", "write user:password there, in one line");
      return nobody(url, key);
    }
    return account(
        url, secret.get().substring(0, colon), secret.get().substring(colon + 1).toCharArray());
  }

  Optional<SealingKey> sealingKey(Key key) {
    Said said = layers.said().get(key);
    if (said == null) return Optional.empty();
    try {
      return secret(key, said).map(SealingKey::parse);
    } catch (Refused none) {
      wrong(key, "what is there is no key", String.valueOf(none.getMessage()));
      return Optional.empty();
    }
  }

  Optional<StoreKey> storeKey(Key key) {
    Said said = layers.said().get(key);
    if (said == null) return Optional.empty();
    try {
      return printed(key, said).map(StoreKey::parse);
    } catch (StoreFailure none) {
      wrong(key, String.valueOf(none.getMessage()), "the first line seals, all of them open");
      return Optional.empty();
    }
  }

  private Optional<String> printed(Key key, Said said) {
    if (!said.text().startsWith(COMMAND)) return secret(key, said);
    Optional<String> text = KeyProgram.run(said.text().substring(COMMAND.length()));
    if (text.isEmpty())
      wrong(key, "that program prints nothing, or fails", "see what it prints when you run it");
    return text;
  }

  /**
   * Where something is sent, without an account in it.
   *
   * @param listed hosts to which it may go in the clear
   */
  Optional<URI> hook(Key key, List<String> listed) {
    Optional<String> text = text(key);
    if (text.isEmpty()) return Optional.empty();
    try {
      URI address = new URI(text.get());
      String host = address.getHost();
      boolean isPlain =
          "http".equals(address.getScheme())
              && host != null
              && (Loopback.is(host) || listed.stream().anyMatch(host::equalsIgnoreCase));
      boolean isSafe = "https".equals(address.getScheme()) && host != null;
      if ((isPlain || isSafe) && address.getUserInfo() == null) return Optional.of(address);
    } catch (URISyntaxException _) {
      // Told below.
    }
    wrong(key, "this is no address to send to", "write https://HOST/PATH; http to this machine");
    return Optional.empty();
  }

  private Account nobody(String url, Key key) {
    return account(url, key.word(), new char[0]);
  }

  private Account account(String url, String user, char[] password) {
    try {
      return new Account(url, user, password);
    } catch (StoreFailure refused) {
      wrong(Key.STORE, String.valueOf(refused.getMessage()), "the account is said apart from it");
      return new Account("jdbc:postgresql://localhost/none", user, password);
    }
  }

  /** What lies where it says. */
  Optional<Secret> secret(Key key) {
    return Optional.ofNullable(layers.said().get(key))
        .flatMap(said -> secret(key, said))
        .map(Secret::new);
  }

  private Optional<String> secret(Key key, Said said) {
    String reference = said.text();
    if (reference.startsWith(ENV)) {
      String name = reference.substring(ENV.length());
      String value = variables.getOrDefault(name, "");
      if (value.isEmpty()) wrong(key, "that variable is not set", "export it before the start");
      return Optional.of(value.strip()).filter(text -> !text.isEmpty());
    }
    if (reference.startsWith(FILE)) {
      try {
        Path path = Path.of(reference.substring(FILE.length()));
        return Optional.of(Files.readString(whole(path, said)).strip());
      } catch (IOException | InvalidPathException _) {
        wrong(key, "that file cannot be read", "see that it is there and may be read");
        return Optional.empty();
      }
    }
    wrong(key, "a secret is never written here", "write env:NAME or file:PATH");
    return Optional.empty();
  }

  /** Digest of what USHER_ADMIN_TOKEN holds. */
  Optional<byte[]> firstAdministrator() {
    try {
      Optional<String> token = Credential.of(ADMIN, variables);
      if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]{32,512}"))
        problems.error(
            "bad-value",
            ADMIN + ": a token is 32 to 512 letters, digits and signs, without spaces",
            "make one: openssl rand -hex 32");
      return token.map(Bearer::digest);
    } catch (Refused unreadable) {
      problems.error("unreadable", String.valueOf(unreadable.getMessage()), "or unset " + ADMIN);
      return Optional.empty();
    }
  }

  /** Names of the variables that secrets are read from. */
  Set<String> secretVariables() {
    return layers.said().values().stream()
        .map(Said::text)
        .filter(text -> text.startsWith(ENV))
        .map(text -> text.substring(ENV.length()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Says nothing without the other. */
  void onlyWith(Key key, Key other) {
    if (layers.has(key) && !layers.has(other))
      wrong(key, key.word() + " says nothing without " + other.word(), "say " + other.word());
  }

  /** One of the two. */
  void notWith(Key key, Key other) {
    if (layers.has(key) && layers.has(other))
      wrong(key, key.word() + " and " + other.word() + " exclude each other", "say one of them");
  }

  void wrong(Key key, String message, String hint) {
    Said said = layers.said().get(key);
    if (said != null && said.at().isPresent())
      problems.error("bad-value", said.at().get(), key.word() + ": " + message, hint);
    else
      problems.error(
          "bad-value", (said == null ? key.word() : said.where()) + ": " + message, hint);
  }
}
