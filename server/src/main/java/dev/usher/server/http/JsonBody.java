package dev.usher.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/** Reads a request's JSON within limits: a wrong one is refused before it costs anything. */
public final class JsonBody {
  private final Limits limits;
  private final RawBody raw;
  private final Set<String> mediaTypes;
  private final JsonMapper mapper;

  /**
   * @param mediaTypes which are taken, in lower case: {@code application/json}, …
   */
  public JsonBody(Limits limits, Set<String> mediaTypes) {
    this.limits = limits;
    this.raw = new RawBody(limits);
    this.mediaTypes = Set.copyOf(mediaTypes);
    mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(limits.depth()).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();
  }

  public JsonBody(Limits limits) {
    this(limits, Set.of("application/json"));
  }

  /**
   * @throws ProblemException 413 too long, 415 another media type, 408 too slow, 400 no JSON
   */
  public JsonNode read(ServerRequest request) {
    mustBeJson(request);
    byte[] bytes = raw.read(request);
    try {
      JsonNode node = mapper.readTree(bytes);
      if (node == null || node.isMissingNode())
        throw Problem.badRequest("The body is empty: send a JSON object.").raised();
      return node;
    } catch (StreamConstraintsException tooMuch) {
      throw Problem.badRequest(
              "The JSON is nested deeper than "
                  + limits.depth()
                  + " levels, or a number or a name in it is too long.")
          .raised();
    } catch (JsonProcessingException wrong) {
      var at = wrong.getLocation();
      throw Problem.badRequest(
              "The body is not JSON"
                  + (at == null ? "" : ", line " + at.getLineNr() + " column " + at.getColumnNr())
                  + ".")
          .raised();
    } catch (IOException wrong) {
      throw Problem.badRequest("The body is not JSON in UTF-8.").raised();
    }
  }

  private void mustBeJson(ServerRequest request) {
    String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("none");
    // As nearly all send it.
    if (mediaTypes.contains(type)) return;
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", 2);
    if (!mediaTypes.contains(parts[0].strip())) {
      throw unsupported(
          "Content-Type is to be " + String.join(" or ", mediaTypes.stream().sorted().toList()));
    }
  }

  private static ProblemException unsupported(String what) {
    return new Problem(415, "unsupported-media-type", "The body is of a wrong kind", what + ".")
        .raised();
  }
}
