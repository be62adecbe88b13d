package dev.usher.store.git;

import dev.usher.engine.enact.SourceFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.GpgConfig.GpgFormat;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.SignatureVerification;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Whether a commit was signed by one of those who may: SSH signatures (OpenSSH's PROTOCOL.sshsig)
 * by keys in a file of the form allowed_signers.
 */
record Signatures(Path signers) {

  /**
   * @return who signed, as the file has them
   * @throws SourceFailure when nobody who may has
   */
  String signer(Repository repository, RevCommit commit) throws IOException {
    if (!Files.isReadable(signers))
      throw new SourceFailure(
          "the keys that may sign the policy cannot be read at " + signers + "; put them there");
    byte[] signature = commit.getRawGpgSignature();
    if (signature == null) throw refused(commit, "is not signed");
    if (SignatureVerifiers.getFormat(signature) != GpgFormat.SSH)
      throw refused(commit, "is not signed with an SSH key, and others are not taken");
    Config config = new Config();
    config.setString("gpg", "ssh", "allowedSignersFile", signers.toAbsolutePath().toString());
    SignatureVerification found =
        SignatureVerifiers.verify(repository, new GpgConfig(config), commit);
    if (found == null
        || !found.verified()
        || found.expired()
        || found.trustLevel() != TrustLevel.FULL)
      throw refused(commit, "is not signed by a key that may");
    return found.keyUser();
  }

  private SourceFailure refused(RevCommit commit, String how) {
    return new SourceFailure(
        "the policy's head %s %s: have it signed (git commit -S, gpg.format ssh) by one of the keys in %s"
            .formatted(commit.abbreviate(12).name(), how, signers));
  }
}
