package dev.usher.server.http;

/** How a problem is written. RFC 9457's way is {@link #JSON}; a protocol may want its own. */
public interface ProblemRenderer {
  ProblemRenderer JSON = new ProblemJson();

  String mediaType();

  byte[] body(Problem problem);
}
