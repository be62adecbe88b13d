package dev.usher.engine.ports;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds usher's own account where the policy's {@code admin} says it is: {@code env:NAME} or {@code
 * file:PATH}, which hold {@code user:password}. What they hold is in no message.
 */
public final class AdminSecrets {
  private final Function<String, Optional<String>> variables;

  /**
   * @param variables of the environment
   */
  public AdminSecrets(Function<String, Optional<String>> variables) {
    this.variables = variables;
  }

  /**
   * @throws TargetFailure CREDENTIALS when there is none, or not as it must be
   */
  public Login login(Target target, String admin) {
    String text = text(target, admin).strip();
    int colon = text.indexOf(':');
    // A user's name is shown: of a file that holds anything else nothing may be.
    if (colon < 1 || text.lines().count() > 1)
      throw failure(target, admin + " does not hold user:password; write it so, in one line");
    return new Login(text.substring(0, colon), text.substring(colon + 1).toCharArray());
  }

  private String text(Target target, String admin) {
    if (admin.startsWith("env:")) {
      String name = admin.substring("env:".length());
      return variables
          .apply(name)
          .orElseThrow(
              () ->
                  failure(
                      target,
                      "the variable " + name + " is not set; export it holding user:password"));
    }
    if (admin.startsWith("file:")) {
      String path = admin.substring("file:".length());
      try {
        return Files.readString(Path.of(path));
      } catch (IOException | InvalidPathException _) {
        throw failure(target, path + " cannot be read; it must be a file that holds user:password");
      }
    }
    throw failure(target, admin + " is no place for an account; write env:NAME or file:PATH");
  }

  private static TargetFailure failure(Target target, String message) {
    return new TargetFailure(
        Code.CREDENTIALS, target, "usher's own account at " + target + ": " + message);
  }
}
