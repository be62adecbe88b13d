package dev.usher.cli.server;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Somebody with a browser, as far as logging in needs one: keeps cookies, follows, fills in the one
 * form of a page.
 */
final class Visitor implements AutoCloseable {
  private static final Pattern FORM = Pattern.compile("<form[^>]*\\baction=\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> cookies = new TreeMap<>();
  private final Map<String, String> answers;

  /**
   * @param answers what is written into a form that has such a field
   */
  Visitor(Map<String, String> answers) {
    this.answers = answers;
  }

  /**
   * Goes on from page to page until one has no form that could be filled in.
   *
   * @return what that shows
   */
  String visit(String address) throws Exception {
    URI place = URI.create(address);
    Optional<Map<String, String>> form = Optional.empty();
    for (int i = 0; i < 15; i++) {
      HttpResponse<String> page = send(place, form);
      form = Optional.empty();
      Optional<String> on = page.headers().firstValue("Location");
      if (on.isPresent()) {
        place = place.resolve(on.get());
        continue;
      }
      Matcher found = FORM.matcher(page.body());
      Map<String, String> filled = new TreeMap<>();
      answers.forEach(
          (name, value) -> {
            if (page.body().contains("name=\"" + name + "\"")) filled.put(name, value);
          });
      if (!found.find() || filled.isEmpty()) return page.body();
      place = place.resolve(found.group(1).replace("&amp;", "&"));
      form = Optional.of(filled);
    }
    throw new AssertionError("round and round at " + place);
  }

  private HttpResponse<String> send(URI place, Optional<Map<String, String>> form)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(place);
    if (!cookies.isEmpty())
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(one -> one.getKey() + "=" + one.getValue())
              .collect(Collectors.joining("; ")));
    form.ifPresent(
        fields ->
            request
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(fields))));
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      String[] parts = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(parts[0], parts[1]);
    }
    return answer;
  }

  static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Override
  public void close() {
    http.close();
  }
}
