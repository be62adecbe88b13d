package dev.usher.sql.proof;

import dev.usher.core.condition.Condition.Op;
import dev.usher.sql.proof.Tokens.Kind;
import dev.usher.sql.proof.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the SQL that is emitted, by the precedence that both engines have: OR, AND, NOT, one
 * comparison or test, +, cast and COLLATE. Two comparisons in a row are not read: there the engines
 * differ. Of PostgreSQL, operators, types, functions and collations must name their schema.
 */
final class Parser {
  private final Engine engine;
  private final String sql;
  private final List<Token> tokens;
  private int at;

  private Parser(Engine engine, String sql) {
    this.engine = engine;
    this.sql = sql;
    this.tokens = Tokens.of(engine, sql);
  }

  static Expression parse(Engine engine, String sql) {
    Parser parser = new Parser(engine, sql);
    Expression expression = parser.or();
    if (parser.next().kind() != Kind.END) throw parser.unread();
    return expression;
  }

  private Expression or() {
    List<Expression> any = new ArrayList<>(List.of(and()));
    while (word("OR")) any.add(and());
    return any.size() == 1 ? any.getFirst() : new Expression.Or(any);
  }

  private Expression and() {
    List<Expression> all = new ArrayList<>(List.of(not()));
    while (word("AND")) all.add(not());
    return all.size() == 1 ? all.getFirst() : new Expression.And(all);
  }

  private Expression not() {
    if (!word("NOT")) return test();
    if (engine == Engine.POSTGRES) return new Expression.Not(not());
    // Over more than parentheses HIGH_NOT_PRECEDENCE would decide.
    expectSymbol("(");
    Expression of = or();
    expectSymbol(")");
    return new Expression.Not(of);
  }

  private Expression test() {
    Expression left = sum();
    if (word("IS")) {
      boolean negated = word("NOT");
      expectWord("NULL");
      return new Expression.IsNull(left, negated);
    }
    if (word("LIKE")) return new Expression.Like(left, expect(Kind.QUOTED, Kind.TEXT));
    if (symbol("<=>")) {
      expectWord("NULL");
      return new Expression.SameAsNull(left);
    }
    boolean notIn = peek(0, "NOT") && peek(1, "IN") && word("NOT");
    if (word("IN")) return in(left, !notIn);
    Optional<Op> op = operator();
    if (op.isEmpty()) return left;
    boolean any = op.get() == Op.EQ && word("ANY");
    if (any || op.get() == Op.NE && word("ALL")) return quantified(left, any);
    return new Expression.Compare(left, op.get(), sum());
  }

  private Optional<Op> operator() {
    boolean named = word("OPERATOR");
    if (named) {
      expectSymbol("(");
      expectWord("pg_catalog");
      expectSymbol(".");
    }
    Op op =
        switch (tokens.get(at).text()) {
          case "=" -> Op.EQ;
          case "<>" -> Op.NE;
          case "<" -> Op.LT;
          case "<=" -> Op.LE;
          case ">" -> Op.GT;
          case ">=" -> Op.GE;
          default -> null;
        };
    if (op == null || tokens.get(at).kind() != Kind.SYMBOL) {
      if (named) throw unread();
      return Optional.empty();
    }
    at++;
    if (named) expectSymbol(")");
    // Whatever the search_path finds.
    if (!named && engine == Engine.POSTGRES) throw unread();
    return Optional.of(op);
  }

  private Expression in(Expression left, boolean in) {
    expectSymbol("(");
    Expression among;
    if (word("SELECT")) among = new Expression.AmongList(left, in, expect(Kind.NAME));
    else among = new Expression.AmongConstants(left, in, several());
    expectSymbol(")");
    return among;
  }

  private Expression quantified(Expression left, boolean in) {
    expectSymbol("(");
    Expression among;
    if (word("ARRAY")) {
      expectSymbol("[");
      among = new Expression.AmongConstants(left, in, several());
      expectSymbol("]");
    } else {
      among = new Expression.AmongList(left, in, expect(Kind.NAME));
    }
    expectSymbol(")");
    return among;
  }

  private List<Expression> several() {
    List<Expression> several = new ArrayList<>(List.of(sum()));
    while (symbol(",")) several.add(sum());
    return several;
  }

  private Expression sum() {
    Expression sum = postfix();
    while (symbol("+")) sum = new Expression.Plus(sum, postfix());
    return sum;
  }

  private Expression postfix() {
    Expression of = primary();
    while (true) {
      if (engine == Engine.POSTGRES && symbol("::")) {
        schema();
        of = new Expression.Cast(of, expect(Kind.WORD));
      } else if (word("COLLATE")) {
        schema();
        of = new Expression.Collate(of, expect(Kind.NAME, Kind.WORD));
      } else {
        return of;
      }
    }
  }

  /** Nothing but what is built in. */
  private void schema() {
    if (engine == Engine.MARIADB) return;
    expectWord("pg_catalog");
    expectSymbol(".");
  }

  private Expression primary() {
    Token token = next();
    return switch (token.kind()) {
      case NAME -> new Expression.Name(token.text());
      case TEXT -> new Expression.Text(token.text());
      case NUMBER -> new Expression.Number(token.text());
      case QUOTED -> {
        if (engine == Engine.MARIADB) throw unread();
        expectSymbol("::");
        schema();
        yield typed(token.text(), expect(Kind.WORD));
      }
      case SYMBOL ->
          switch (token.text()) {
            case "(" -> {
              Expression inner = or();
              expectSymbol(")");
              yield inner;
            }
            case "-" -> new Expression.Number("-" + expect(Kind.NUMBER));
            default -> throw unread();
          };
      case WORD ->
          switch (token.text()) {
            case "TRUE" -> new Expression.Sure(true);
            case "FALSE" -> new Expression.Sure(false);
            default -> call(token.text());
          };
      case END -> throw unread();
    };
  }

  private static Expression typed(String text, String type) {
    return type.equals("text") ? new Expression.Text(text) : new Expression.Typed(text, type);
  }

  private Expression call(String word) {
    String function = word;
    if (engine == Engine.POSTGRES) {
      if (!word.equals("pg_catalog")) throw unread();
      expectSymbol(".");
      function = expect(Kind.WORD);
    }
    expectSymbol("(");
    Expression call;
    if (function.equals("CAST")) {
      String text = expect(Kind.QUOTED);
      expectWord("AS");
      call = typed(text, expect(Kind.WORD));
    } else if (function.equals("CONVERT")) {
      Expression of = sum();
      expectWord("USING");
      call = new Expression.Call("CONVERT USING " + expect(Kind.WORD), of);
    } else {
      call = new Expression.Call(function, several());
    }
    expectSymbol(")");
    return call;
  }

  private Token next() {
    return tokens.get(at++);
  }

  private boolean peek(int ahead, String word) {
    return at + ahead < tokens.size() && tokens.get(at + ahead).equals(new Token(Kind.WORD, word));
  }

  private boolean word(String word) {
    return taken(Kind.WORD, word);
  }

  private boolean symbol(String symbol) {
    return taken(Kind.SYMBOL, symbol);
  }

  private boolean taken(Kind kind, String text) {
    if (!tokens.get(at).equals(new Token(kind, text))) return false;
    at++;
    return true;
  }

  private void expectWord(String word) {
    if (!word(word)) throw unread();
  }

  private void expectSymbol(String symbol) {
    if (!symbol(symbol)) throw unread();
  }

  private String expect(Kind... kinds) {
    if (!List.of(kinds).contains(tokens.get(at).kind())) throw unread();
    return next().text();
  }

  private Unread unread() {
    return new Unread("not read at token " + at + " of " + tokens + ": " + sql);
  }
}
