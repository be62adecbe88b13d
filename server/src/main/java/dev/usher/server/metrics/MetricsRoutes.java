package dev.usher.server.metrics;

import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderNames;
import java.util.List;

/** {@code /metrics}. */
public final class MetricsRoutes {
  /** Prometheus's exposition formats, text, version 0.0.4. */
  private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Metrics metrics;
  private final Right right;

  /**
   * @param right to read them: they name targets
   */
  public MetricsRoutes(Metrics metrics, Right right) {
    this.metrics = metrics;
    this.right = right;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(
            "/metrics",
            right,
            (_, _, response) -> {
              response.headers().set(HeaderNames.CONTENT_TYPE, MEDIA_TYPE);
              response.send(metrics.text());
            }));
  }
}
