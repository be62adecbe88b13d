package dev.usher.server.http;

import io.helidon.webserver.http.ServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What stands behind the question mark. A parameter that is not known is a mistake, not nothing.
 */
public final class Query {
  private static final int LONGEST = 2_000;

  private final ServerRequest request;

  private Query(ServerRequest request) {
    this.request = request;
  }

  /** Whatever is said: what may be, another one looks after. */
  static Query ofAny(ServerRequest request) {
    return new Query(request);
  }

  /** Of a list, which knows {@code limit} and {@code cursor} too. */
  public static Query ofList(ServerRequest request, String... known) {
    return new Query(
        request,
        Stream.concat(Stream.of(known), Stream.of(Page.LIMIT, Page.CURSOR)).toArray(String[]::new));
  }

  /**
   * @param known names; another one, or one that is said twice, is refused
   */
  public Query(ServerRequest request, String... known) {
    this(request);
    Set<String> names = new TreeSet<>(List.of(known));
    for (String name : request.query().names()) {
      if (!names.contains(name))
        throw wrong(
            "There is no parameter "
                + printable(name)
                + " here"
                + (names.isEmpty() ? "." : "; there are " + String.join(", ", names) + "."));
      if (request.query().all(name).size() > 1) throw wrong(name + " is said more than once.");
    }
  }

  public String text(String name) {
    return find(name).orElseThrow(() -> wrong("The parameter " + name + " is missing."));
  }

  public Optional<String> find(String name) {
    if (!request.query().contains(name)) return Optional.empty();
    String value = request.query().get(name);
    if (value.isEmpty() || value.length() > LONGEST)
      throw wrong(name + " has no value, or one of more than " + LONGEST + " characters.");
    return Optional.of(value);
  }

  /** All that is said but these, always in the same order. */
  String but(String... names) {
    Map<String, List<String>> said = new TreeMap<>();
    for (String name : request.query().names()) said.put(name, request.query().all(name));
    said.keySet().removeAll(List.of(names));
    return said.toString();
  }

  /** False unless it says true. */
  public boolean flag(String name) {
    return switch (find(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name + " is true or false.");
    };
  }

  /**
   * @param least and most that it may be; {@code usual} where it is not said
   */
  public long number(String name, long least, long most, long usual) {
    Optional<String> text = find(name);
    if (text.isEmpty()) return usual;
    if (text.get().matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) return number;
    }
    throw wrong(name + " is a whole number from " + least + " to " + most + ".");
  }

  public Optional<Instant> time(String name) {
    try {
      return find(name).map(Instant::parse);
    } catch (DateTimeException notOne) {
      throw wrong(name + " is a time such as 2026-11-29T12:00:00Z.");
    }
  }

  public static RuntimeException wrong(String detail) {
    return Problem.badRequest(detail).raised();
  }

  private static String printable(String name) {
    return name.matches("[A-Za-z0-9._-]{1,40}") ? name : "of that name";
  }
}
