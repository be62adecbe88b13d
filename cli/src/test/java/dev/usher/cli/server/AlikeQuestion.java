package dev.usher.cli.server;

import static dev.usher.cli.server.AlikeRow.one;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.server.AlikeGateway.Request;
import dev.usher.core.check.Asked;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Names;
import dev.usher.core.model.Policy.Subject.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A question that everybody who can be asked is asked.
 *
 * @param kind of the resource
 * @param said the row, or a resource's attributes; empty: all rows, and nothing of a resource
 * @param row whose values these are, where the database is asked of one
 * @param request by which a gateway is asked the same
 */
record AlikeQuestion(
    String who,
    String action,
    String kind,
    String address,
    Optional<Map<String, Value>> said,
    Map<String, Value> context,
    Optional<Integer> row,
    Optional<Request> request) {
  static final List<String> ACTIONS = List.of("select", "insert", "update", "delete");
  static final List<String> DOINGS = List.of("read", "refund", "close");
  private static final String EXPORT = "/report:orders";

  /** To hear by which revision it is answered. */
  static AlikeQuestion any(AlikeShop shop) {
    return plain(shop.service(), "read", "report", shop.target() + EXPORT, Request.EXPORT);
  }

  /** What of a table is asked about: the whole of it, or a column. */
  record Part(AlikeShop shop, String table, Optional<String> column) {
    String address() {
      return shop.tables() + table + column.map(name -> "." + name).orElse("");
    }
  }

  /** Of these rows, and of all at once. */
  static List<AlikeQuestion> ofTables(AlikeShop shop, List<Part> parts, List<AlikeRow> rows) {
    List<AlikeQuestion> all = new ArrayList<>();
    for (String who : shop.everybody())
      for (String action : ACTIONS)
        for (Part part : parts) {
          if (!isAsked(action, part)) continue;
          all.add(of(who, action, part, Optional.empty()));
          for (AlikeRow row : rows) all.add(of(who, action, part, Optional.of(row)));
        }
    return all;
  }

  private static AlikeQuestion of(String who, String action, Part part, Optional<AlikeRow> row) {
    return new AlikeQuestion(
        who,
        action,
        part.column().isPresent() ? "column" : "table",
        part.address(),
        row.map(one -> values(action, part, one)),
        Map.of(),
        row.map(AlikeRow::id),
        Optional.empty());
  }

  /** A column is deleted by nobody. */
  static boolean isAsked(String action, Part part) {
    return !action.equals("delete") || part.column().isEmpty();
  }

  /** Who inserts one column alone makes a row that has nothing else. */
  private static Map<String, Value> values(String action, Part part, AlikeRow row) {
    if (!action.equals("insert") || part.column().isEmpty()) return row.values();
    Map<String, Value> values = AlikeRow.nulls();
    values.put(part.column().get(), AlikeRow.get(row.values(), part.column().get()));
    return values;
  }

  /** Of nothing but the name, and of what a resource happens to be. */
  static List<AlikeQuestion> ofTheApplication(AlikeShop shop, RandomGenerator random) {
    List<AlikeQuestion> all = new ArrayList<>();
    for (String who : shop.everybody()) {
      for (String order : AlikePolicy.ORDERS)
        for (String doing : DOINGS) {
          String address = shop.target() + "/order:" + Names.quote(order);
          all.add(plain(who, doing, "order", address, Request.of(doing, order)));
          all.add(
              new AlikeQuestion(
                  who,
                  doing,
                  "order",
                  address,
                  Optional.of(attributes(random)),
                  random.nextBoolean() ? Map.of() : context(random),
                  Optional.empty(),
                  Optional.empty()));
        }
      all.add(plain(who, "read", "report", shop.target() + EXPORT, Request.EXPORT));
    }
    return all;
  }

  /** A gateway knows nothing but the name. */
  private static AlikeQuestion plain(
      String who, String doing, String kind, String address, Request request) {
    return new AlikeQuestion(
        who,
        doing,
        kind,
        address,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.of(request));
  }

  private static Map<String, Value> attributes(RandomGenerator random) {
    Map<String, Value> all = new TreeMap<>();
    all.put("total", one(NUMBERS, random));
    all.put("region", new Value.Text(one(AlikeRow.TEXTS, random)));
    all.put("paid", new Value.Bool(random.nextBoolean()));
    all.put("placed", new Value.Text(one(PLACED, random)));
    all.replaceAll((_, value) -> random.nextInt(8) == 0 ? one(ODD, random) : value);
    all.keySet().removeIf(_ -> random.nextInt(6) == 0);
    if (all.isEmpty()) all.put("unheard", new Value.Null());
    return all;
  }

  private static Map<String, Value> context(RandomGenerator random) {
    Map<String, Value> all = new TreeMap<>();
    all.put(
        "mfa", random.nextInt(5) == 0 ? one(ODD, random) : new Value.Bool(random.nextBoolean()));
    all.put("from", new Value.Text(one(List.of("office", "OFFICE", ""), random)));
    all.put("hour", one(NUMBERS, random));
    all.keySet().removeIf(_ -> random.nextInt(3) == 0);
    return all;
  }

  private static final List<Value> NUMBERS =
      List.of(
          new Value.Int(0),
          new Value.Int(7),
          new Value.Decimal(0.1),
          new Value.Int(Long.MAX_VALUE),
          new Value.Decimal(Double.POSITIVE_INFINITY),
          new Value.Decimal(-1.5));

  private static final List<String> PLACED =
      List.of(
          "2026-10-25T00:30:00Z",
          "2026-10-25T02:30:00+02:00",
          "1970-01-01T00:00:00Z",
          "2026-10-25T00:30:00",
          "yesterday");

  /** Of whatever type. */
  private static final List<Value> ODD =
      List.of(
          new Value.Null(),
          new Value.Text("\u0000"),
          new Value.Text("true"),
          new Value.Text("7"),
          new Value.Bool(true),
          new Value.Int(1),
          new Value.Exact(new BigDecimal("0.10")));

  Asked asked() {
    Kind who = AlikeShop.isService(this.who) ? Kind.SERVICE : Kind.PERSON;
    return new Asked(who, this.who, action, kind, address, said, context);
  }

  /** Whether JSON can say the question as it is. */
  boolean isSaidInJson() {
    return said.stream()
        .flatMap(values -> values.values().stream())
        .allMatch(AlikeRow::isSaidInJson);
  }

  void into(ArrayNode evaluations) {
    ObjectNode evaluation = evaluations.addObject();
    String type = AlikeShop.isService(who) ? "service" : "user";
    evaluation.putObject("subject").put("type", type).put("id", who);
    evaluation.putObject("action").put("name", action);
    ObjectNode resource = evaluation.putObject("resource");
    resource.put("type", kind).put("id", address);
    said.ifPresent(values -> resource.set("properties", AlikeRow.json(values)));
    if (!context.isEmpty()) evaluation.set("context", AlikeRow.json(context));
  }

  /** Which part of which system it is about: {@code prod/shop-api-1}. */
  String target() {
    String[] address = this.address.split("/", 3);
    return address[0] + "/" + address[1];
  }

  /** What the database is asked once, of all rows. */
  String way() {
    return way(who, action, address);
  }

  static String way(String who, String action, String address) {
    return who + " " + action + " " + address;
  }
}
