package dev.usher.store.git;

import dev.usher.engine.enact.SourceFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * A branch of a repository.
 *
 * @param url {@code https://…}, or {@code file:///…}; no account in it, for it is shown
 * @param folder of the repository that holds the policy; empty for all of it
 * @param signers who may sign, in the form of OpenSSH's allowed_signers (ssh-keygen(1)); absent:
 *     commits need no signature
 */
public record Remote(String url, String branch, String folder, Optional<Path> signers) {
  /**
   * @throws SourceFailure for what cannot be one, with what to write instead
   */
  public Remote {
    URI uri = uri(url);
    boolean https = "https".equals(uri.getScheme()) && uri.getHost() != null;
    boolean file = "file".equals(uri.getScheme()) && uri.getRawAuthority() == null;
    if (!https && !file)
      throw new SourceFailure("the policy's repository is at https://HOST/PATH or file:///PATH");
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null)
      throw new SourceFailure(
          "the URL of the policy's repository is shown: leave the account out, and say where it is"
              + " apart");
    if (!Repository.isValidRefName("refs/heads/" + branch))
      throw new SourceFailure("there is no branch of the name " + branch + ": write main, say");
    if (folder.startsWith("/") || folder.endsWith("/") || folder.contains("\\"))
      throw new SourceFailure(
          "the policy's folder in the repository is written without slashes at its ends");
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException _) {
      throw new SourceFailure(
          "the URL of the policy's repository is none; write https://HOST/PATH");
    }
  }

  /** To be shown. */
  String name() {
    return url + "#" + branch + (folder.isEmpty() ? "" : ":" + folder);
  }
}
