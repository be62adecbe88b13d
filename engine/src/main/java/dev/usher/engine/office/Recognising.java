package dev.usher.engine.office;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Policy.Subject;
import dev.usher.engine.office.Identities.Identity;
import dev.usher.engine.office.Officers.Rights;
import dev.usher.engine.ports.Precondition;
import dev.usher.engine.token.Scope;
import dev.usher.engine.token.Tokens;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Which person of the policy somebody is for whom an issuer vouches, and what they may do now. */
public final class Recognising {
  private final Identities identities;
  private final Officers officers;
  private final Tokens tokens;
  private final InstantSource clock;

  /**
   * @param tokens whose first administrator is over when a person comes who is one
   */
  public Recognising(Identities identities, Officers officers, Tokens tokens, InstantSource clock) {
    this.identities = identities;
    this.officers = officers;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Who it is. */
  public sealed interface Answer {
    record Person(String name, Rights rights) implements Answer {}

    /**
     * @param why for the log: nobody else is told
     */
    record Nobody(String why) implements Answer {}
  }

  /**
   * At usher's own door.
   *
   * @param name what the issuer calls them; counts when they come for the first time
   */
  public Answer recognise(String issuer, String sub, Optional<String> name) {
    Optional<String> known = identities.subject(issuer, sub);
    Answer answer = known.isPresent() ? person(known.get()) : first(issuer, sub, name);
    if (answer instanceof Answer.Person(String who, Rights rights)
        && rights.scopes().contains(Scope.ADMIN)) tokens.administratorCame(who);
    return answer;
  }

  /**
   * Of who comes to another's door, and wants nothing of usher itself. What is bound there counts
   * at usher's own too, so whoever has a part in usher comes to that one first.
   */
  public Answer whose(String issuer, String sub, Optional<String> name) {
    Optional<String> known = identities.subject(issuer, sub);
    if (known.isPresent()) return person(known.get());
    if (name.map(this::person).orElse(null) instanceof Answer.Person(String who, Rights rights)
        && !(rights.scopes().isEmpty() && rights.leads().isEmpty()))
      return new Answer.Nobody(who + " has a part in usher: they log in at usher itself first");
    return first(issuer, sub, name);
  }

  private Answer first(String issuer, String sub, Optional<String> name) {
    if (name.isEmpty()) return new Answer.Nobody("it does not say who that is");
    if (!Subject.isName(name.get())) return new Answer.Nobody("nobody can be called what it says");
    // Who may not come in is bound to nothing.
    Answer answer = person(name.get());
    if (!(answer instanceof Answer.Person)) return answer;
    Instant now = clock.instant();
    String text = "%s of %s is %s".formatted(sub, issuer, name.get());
    if (identities.bind(new Identity(issuer, sub, name.get(), now), told(now, name.get(), text)))
      return answer;
    return identities.subject(issuer, sub).equals(name)
        ? answer
        : new Answer.Nobody(
            name.get()
                + " is somebody else's there: if it is the same person, DELETE"
                + " /api/v1/identities/"
                + name.get());
  }

  private Answer person(String name) {
    Optional<Rights> rights = officers.of(name);
    if (rights.isEmpty())
      return new Answer.Nobody(name + " is no person of the policy in force, or is kept out by it");
    return new Answer.Person(name, rights.get());
  }

  /** By person. */
  public List<Identity> all() {
    return identities.all();
  }

  /**
   * Whoever comes next as that person is bound anew.
   *
   * @param meant held against all that is bound to them
   * @return false when nothing is
   */
  public boolean free(String subject, String byWhom, Precondition<List<Identity>> meant) {
    Instant now = clock.instant();
    return identities.free(subject, told(now, byWhom, subject + " is nobody's at the door"), meant);
  }

  private static Draft told(Instant now, String by, String text) {
    return new Draft(
        now, by, What.CREDENTIAL, "usher", text, List.of(), List.of(), Optional.empty());
  }
}
