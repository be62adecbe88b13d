package dev.usher.server.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One {@link ApiServer} for all classes that ask for one: its store takes seconds to begin. */
final class Served implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(ApiServer.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(ApiServer.class, _ -> new ApiServer(folder()), ApiServer.class);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("usher-api-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
