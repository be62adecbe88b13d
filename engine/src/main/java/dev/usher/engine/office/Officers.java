package dev.usher.engine.office;

import dev.usher.core.access.Joined;
import dev.usher.core.access.Membership;
import dev.usher.core.access.Office;
import dev.usher.core.access.Roster;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Subject;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.token.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the policy in force gives people in usher itself, asked anew each time: who has left, or is
 * kept out, has nothing from then on. At a cost that does not grow with all the others.
 */
public final class Officers {
  private final InForce inForce;
  private final PolicyText text;
  private final Directories directories;
  private final HoldBook holds;
  private volatile @Nullable Known known;

  private record Known(Revision revision, Policy policy) {}

  /**
   * @param text reads the policy without its directories, once for each that comes into force
   */
  public Officers(InForce inForce, PolicyText text, Directories directories, HoldBook holds) {
    this.inForce = inForce;
    this.text = text;
    this.directories = directories;
    this.holds = holds;
  }

  /**
   * What a person of the policy may do.
   *
   * @param scopes what they may ask for; none where the policy gives them no part
   * @param leads teams whose members' access they may see
   */
  public record Rights(Set<Scope> scopes, Set<String> leads) {
    public Rights {
      scopes = Set.copyOf(scopes);
      leads = Set.copyOf(leads);
    }

    /** Whether a token of theirs may be for that. A directory's is an administrator's to give. */
    public boolean allow(Scope scope) {
      Scope needed = scope.directory().isPresent() ? Scope.ADMIN : scope;
      return scopes.stream().anyMatch(one -> one.covers(needed));
    }
  }

  /**
   * @return nothing for who is no person of the policy in force, or is kept out; nor where none is
   *     in force
   */
  public Optional<Rights> of(String person) {
    Optional<Policy> policy = policy(person);
    Optional<Subject> subject =
        policy
            .map(one -> one.subjects().get(person))
            .filter(one -> one.kind() == Subject.Kind.PERSON);
    if (subject.isEmpty() || holds.of(person).isPresent()) return Optional.empty();
    Set<Scope> scopes =
        Office.of(policy.get(), subject.get()).map(Officers::scope).map(Set::of).orElse(Set.of());
    return Optional.of(new Rights(scopes, Office.led(policy.get(), subject.get())));
  }

  private static Scope scope(Office office) {
    return switch (office) {
      case ADMINISTRATOR -> Scope.ADMIN;
      case OPERATOR -> Scope.OPERATE;
      case AUDITOR -> Scope.AUDIT;
    };
  }

  /**
   * The directory that a person of the policy in force comes by.
   *
   * @return nothing for who stands in its text, which goes before what directories say
   */
  public Optional<String> broughtBy(String person) {
    Optional<Policy> text = inForce.current().flatMap(this::text);
    if (text.isEmpty() || text.get().subjects().containsKey(person)) return Optional.empty();
    Roster roster = directories.of(Set.of(person));
    if (!Joined.some(text.get(), roster).subjects().containsKey(person)) return Optional.empty();
    return text.get().directories().keySet().stream()
        .filter(one -> !roster.directories().getOrDefault(one, List.of()).isEmpty())
        .findFirst();
  }

  /** Whether somebody is in one of the teams now. */
  public boolean isIn(Set<String> teams, String subject) {
    if (teams.isEmpty()) return false;
    Optional<Policy> policy = policy(subject);
    return policy
        .map(one -> one.subjects().get(subject))
        .map(one -> new Membership(policy.get(), one))
        .filter(one -> teams.stream().anyMatch(one::isIn))
        .isPresent();
  }

  /** The policy with this one of its directories' people: whom the text has, it has alone. */
  private Optional<Policy> policy(String subject) {
    Optional<Policy> text = inForce.current().flatMap(this::text);
    if (text.isEmpty() || text.get().subjects().containsKey(subject)) return text;
    return text.map(policy -> Joined.of(policy, directories.of(Set.of(subject))).policy());
  }

  private Optional<Policy> text(Revision revision) {
    Known last = known;
    if (last != null && last.revision().equals(revision)) return Optional.of(last.policy());
    Optional<Policy> read = text.policy(revision.folder());
    read.ifPresent(policy -> known = new Known(revision, policy));
    return read;
  }
}
