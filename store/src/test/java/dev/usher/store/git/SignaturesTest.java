package dev.usher.store.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.engine.enact.SourceFailure;
import dev.usher.store.policy.House;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose signature a head wants. */
class SignaturesTest {
  @TempDir Path temp;
  private Upstream upstream;
  private Path signers;

  @BeforeEach
  void repository() throws Exception {
    upstream = new Upstream(temp.resolve("upstream"));
    signers = temp.resolve("allowed_signers");
  }

  @AfterEach
  void close() {
    upstream.close();
  }

  private GitSource source() {
    return new GitSource(
        new Remote(upstream.url(), "main", "", Optional.of(signers)),
        Optional::empty,
        temp.resolve("clone"),
        Duration.ofSeconds(10));
  }

  /** Makes a key, and commits with it. */
  private KeyPair signed(String type, int bits) throws Exception {
    KeyPair key = KeyUtils.generateKeyPair(type, bits);
    Path file = temp.resolve("key-" + type);
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "", null, out);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    StoredConfig config = upstream.git.getRepository().getConfig();
    config.setString("gpg", null, "format", "ssh");
    config.setString("user", null, "signingKey", file.toString());
    config.save();
    House.write(upstream.folder, type);
    upstream.git.add().addFilepattern(".").call();
    upstream
        .git
        .commit()
        .setMessage("signed")
        .setAuthor(Upstream.ALICE)
        .setCommitter(Upstream.ALICE)
        .setSign(true)
        .call();
    return key;
  }

  private void mayBeSignedBy(KeyPair key) throws Exception {
    Files.writeString(
        signers, "carol@acme.example " + PublicKeyEntry.toString(key.getPublic()) + "\n");
  }

  @ParameterizedTest
  @CsvSource({"ssh-ed25519, 256", "ecdsa-sha2-nistp256, 256", "ssh-rsa, 2048"})
  void aHeadThatWasSignedByAListedKeyIsTaken(String type, int bits) throws Exception {
    mayBeSignedBy(signed(type, bits));
    assertThat(source().head(Optional.empty()).authors())
        .contains("carol@acme.example", "alice@acme.example");
  }

  @Test
  void aKeyThatIsNotListedIsRefused() throws Exception {
    signed("ecdsa-sha2-nistp256", 256);
    mayBeSignedBy(KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256));
    refused("is not signed by a key that may");
  }

  @Test
  void aHeadWithoutASignatureIsRefusedAndSoIsOneWithASignatureOfAnother() throws Exception {
    mayBeSignedBy(signed("ecdsa-sha2-nistp256", 256));
    RevCommit signed = upstream.git.log().call().iterator().next();
    upstream.house("Unsigned");
    refused("is not signed");
    // Another tree under the same signature.
    upstream.git.getRepository().getConfig().unset("user", null, "signingKey");
    String forged =
        new String(signed.getRawBuffer(), java.nio.charset.StandardCharsets.UTF_8)
            .replaceFirst(
                "tree [0-9a-f]+",
                "tree " + upstream.git.log().call().iterator().next().getTree().name());
    try (var inserter = upstream.git.getRepository().newObjectInserter()) {
      var id =
          inserter.insert(
              org.eclipse.jgit.lib.Constants.OBJ_COMMIT,
              forged.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      inserter.flush();
      var update = upstream.git.getRepository().updateRef("refs/heads/main");
      update.setNewObjectId(id);
      update.forceUpdate();
    }
    refused("is not signed by a key that may");
  }

  @Test
  void withoutTheFileOfKeysNothingIsTaken() throws Exception {
    signed("ecdsa-sha2-nistp256", 256);
    refused("cannot be read");
  }

  private void refused(String why) {
    assertThatThrownBy(() -> source().head(Optional.empty()))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining(why);
  }
}
