/**
 * A proof, by the solver Z3, that conditions and the SQL they become let the same rows through.
 *
 * <p>For each construct and each type of column two formulas are made. {@link
 * dev.usher.sql.proof.Convention} says what the condition means; {@link dev.usher.sql.proof.Parser}
 * reads the text that {@code Translation} has emitted, and {@link dev.usher.sql.proof.Reading} says
 * what it means in SQL. Neither knows anything of the translation. Z3 is then asked for a row, a
 * subject and lists where they differ: where the SQL is TRUE and the condition is not, or the other
 * way round; and the same of the condition's negation. That there are none is the proof, for all
 * values a column can hold, and not for those that somebody thought of. {@link
 * dev.usher.sql.proof.ProofTest} is the list of what is proved.
 *
 * <p>Compositions are proved by induction. The parts of a connective are conditions that may be
 * TRUE, FALSE or UNKNOWN as they like, and of their SQL no more is presupposed than what was proved
 * of each: that it is TRUE where it should be. So what holds for the parts holds for the whole,
 * however deep.
 *
 * <p>Three things hold these formulas to the world. {@link dev.usher.sql.proof.ConventionTest}
 * holds the first to {@code Evaluation}, value for value. {@link dev.usher.sql.proof.RefutedTest}
 * shows that wrong SQL is refuted, and by which row. And {@code FaithfulTest} holds {@code
 * Evaluation} and the SQL to each other on real servers, with random conditions and hostile rows.
 *
 * <p>What is presupposed, and not proved:
 *
 * <ul>
 *   <li>Constants are in the text, and so each proof is of one constant. They are samples: the
 *       bounds of each type, what lies beyond and between them, and texts with all that has a
 *       meaning in quotes.
 *   <li>Engines do what their manuals say: of three-valued logic, of comparisons of each type, of
 *       their functions, and that a constant is read as the nearest value. Engines are asked by
 *       {@code FaithfulTest}.
 *   <li>{@code COLLATE "C"} and {@code utf8mb4_nopad_bin} order by code point, and equality in
 *       PostgreSQL's default collation is that of bytes. What any other collation does is left
 *       open: nothing is proved by it.
 *   <li>Texts are of the first three of Unicode's seventeen planes, which is what Z3 has.
 *   <li>Decimal numbers are real numbers here, which are more than any engine has. Binary ones are
 *       IEEE 754's, NaN, infinities and -0.0 among them. A column or an attribute of the one kind
 *       beside one of the other is refused: how engines round there is left out.
 *   <li>Attributes that are looked up, and lists, keep what {@code Attribute} promises of them.
 *   <li>A list of a policy or of somebody's is of a few constants; one that is looked up is any
 *       set.
 *   <li>Connectives are of up to three parts. More are joined by the same words.
 * </ul>
 */
package dev.usher.sql.proof;
