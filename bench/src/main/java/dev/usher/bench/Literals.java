package dev.usher.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Parameters of a Bind message in the place of {@code $1}, so that the statement can be repeated.
 */
final class Literals {
  private static final int INT4 = 23;
  private static final int INT8 = 20;

  private Literals() {}

  /**
   * @param types oids of the parameters, 0 for the server to find out
   * @param bind after the names of portal and statement
   */
  static String fill(String sql, int[] types, ByteBuffer bind) {
    boolean[] binary = new boolean[bind.getShort()];
    for (int i = 0; i < binary.length; i++) binary[i] = bind.getShort() == 1;
    int count = bind.getShort();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = bind.getInt();
      byte[] value = new byte[Math.max(0, length)];
      bind.get(value);
      boolean isBinary = binary.length > 0 && binary[binary.length == 1 ? 0 : i];
      String text = isBinary ? decode(types[i], ByteBuffer.wrap(value)) : string(value);
      String type = types[i] == 0 ? "" : "::" + TYPES.getOrDefault(types[i], "text");
      values.add(length < 0 ? "null" : "'" + text.replace("'", "''") + "'" + type);
    }
    // From the last to the first: $12 is not $1 and a 2.
    String filled = sql;
    for (int i = count; i > 0; i--) filled = filled.replace("$" + i, values.get(i - 1));
    return filled;
  }

  /** Oids of pg_type that drivers send, which are the same in every server. */
  private static final java.util.Map<Integer, String> TYPES =
      java.util.Map.of(
          16,
          "bool",
          INT8,
          "int8",
          INT4,
          "int4",
          26,
          "oid",
          1009,
          "text[]",
          1015,
          "varchar[]",
          1028,
          "oid[]",
          1016,
          "int8[]",
          1003,
          "name[]");

  private static String decode(int type, ByteBuffer value) {
    return switch (type) {
      case INT4 -> Integer.toString(value.getInt());
      case INT8 -> Long.toString(value.getLong());
      default -> array(value);
    };
  }

  /** Dimensions, a flag, the elements' type; length and lower bound; then each with its length. */
  private static String array(ByteBuffer value) {
    if (value.getInt() == 0) return "{}";
    value.getInt();
    int type = value.getInt();
    int length = value.getInt();
    value.getInt();
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      byte[] element = new byte[value.getInt()];
      value.get(element);
      elements.add(
          switch (type) {
            case INT8 -> Long.toString(ByteBuffer.wrap(element).getLong());
            case INT4, 26 -> Integer.toUnsignedString(ByteBuffer.wrap(element).getInt());
            default -> string(element);
          });
    }
    return elements.stream()
        .map(one -> '"' + one.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String string(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
