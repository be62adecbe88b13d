package dev.usher.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/** {@code application/problem+json} (RFC 9457 section 3), with {@code code} beside its type. */
final class ProblemJson implements ProblemRenderer {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @Override
  public String mediaType() {
    return "application/problem+json";
  }

  @Override
  public byte[] body(Problem problem) {
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("type", "urn:usher:problem:" + problem.code())
            .put("title", problem.title())
            .put("status", problem.status())
            .put("detail", problem.detail())
            .put("code", problem.code());
    new TreeMap<>(problem.more()).forEach(node::put);
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
