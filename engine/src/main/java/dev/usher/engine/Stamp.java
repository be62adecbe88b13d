package dev.usher.engine;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * A digest of a policy and of what directories say of people, as far as the policy minds it. A plan
 * of one is not carried out under another: who has left in between would be let in by it.
 */
final class Stamp {
  private static final char BETWEEN = '+';

  private Stamp() {}

  /**
   * @param digest of the text
   * @param policy with the people of its directories
   * @return the text's digest, and behind it one of the people: SHA-256 in hex, both
   */
  static String of(String digest, Policy policy) {
    List<String> words = new ArrayList<>();
    for (Subject subject : policy.subjects().values()) {
      if (policy.directory(subject).isEmpty()) continue;
      words.add(subject.name() + ":" + new TreeMap<>(subject.attributes()));
    }
    for (Team team : policy.teams().values()) {
      if (team.group().isEmpty()) continue;
      for (Who member : team.members()) words.add("team:" + team.name() + ":" + member);
    }
    Collections.sort(words);
    MessageDigest all = sha256();
    words.forEach(word -> add(all, word));
    return digest + BETWEEN + HexFormat.of().formatHex(all.digest());
  }

  /** The digest of the text alone. */
  static String text(String stamp) {
    int end = stamp.indexOf(BETWEEN);
    return end < 0 ? stamp : stamp.substring(0, end);
  }

  /** With its length before it, so that no two words read like one. */
  private static void add(MessageDigest all, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    all.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    all.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
