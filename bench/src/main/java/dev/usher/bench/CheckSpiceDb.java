package dev.usher.bench;

import com.authzed.api.v1.CheckPermissionRequest;
import com.authzed.api.v1.Consistency;
import com.authzed.api.v1.ContextualizedCaveat;
import com.authzed.api.v1.ObjectReference;
import com.authzed.api.v1.Relationship;
import com.authzed.api.v1.SubjectReference;
import com.authzed.api.v1.ZedToken;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.usher.bench.Library.Question;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * The compiled index beside SpiceDB, on the policy that Cedar is asked about and on the one that
 * jCasbin is. A rule is a relationship, as is who has a role; the condition is a caveat, which is
 * told the region of the document with the relationship, and that of the person with the question.
 * Questions are bytes before.
 */
final class CheckSpiceDb {
  private static final String SCHEMA =
      """
      caveat own(region string, own string) {
        region == own
      }
      definition person {}
      definition role {
        relation member: person
      }
      definition doc {
        relation reader: role#member
        relation author: person:* with own
        permission read = reader
        permission write = author
      }
      """;

  private CheckSpiceDb() {}

  /**
   * @param asked of SpiceDB in a round
   */
  static List<Figure> small(Path spicedb, int rounds, int asked) throws IOException {
    Authors.Question[] questions = Authors.questions();
    IntPredicate usher = Authors.usher(questions);
    Authors.compare(questions, usher);
    List<Relationship> all = relationships(Authors.LIBRARY);
    for (int document = 0; document < Authors.LIBRARY.all(); document++) all.add(author(document));
    try (SpiceDb peer = new SpiceDb(spicedb)) {
      ZedToken written = peer.write(SCHEMA, all);
      IntPredicate theirs =
          asking(
              peer,
              Arrays.stream(questions)
                  .map(
                      one ->
                          request(
                                  written,
                                  Library.subject(one.person()),
                                  one.action(),
                                  Library.address(one.document()))
                              .setContext(text("own", Library.region(one.person())))
                              .build()));
      Authors.compare(questions, theirs);
      Turns turns = Turns.of(rounds, 200 * asked, usher, asked, theirs);
      return List.of(
          Figure.of(
              "spicedb_times",
              "checks in the time of one of SpiceDB's, 100 rules and a condition, p50",
              turns.ratio(),
              ""),
          Figure.of("usher_beside_spicedb_ns", "usher", turns.ours().median(), "ns"),
          Figure.of(
              "spicedb_ns",
              "SpiceDB in the same process, its store in memory",
              turns.theirs().median(),
              "ns"));
    }
  }

  /**
   * @param asked of SpiceDB in a round; it takes long
   */
  static List<Figure> large(Path spicedb, Library library, int rounds, int asked)
      throws IOException {
    List<Question> questions = CheckPeers.hot(library);
    IntPredicate usher = CheckPeers.usher(library, questions);
    CheckPeers.compare(questions, usher);
    try (SpiceDb peer = new SpiceDb(spicedb)) {
      ZedToken written = peer.write(SCHEMA, relationships(library));
      IntPredicate theirs =
          asking(
              peer,
              questions.stream()
                  .map(one -> request(written, one.subject(), "read", one.resource()).build()));
      CheckPeers.compare(questions, theirs);
      Turns turns = Turns.of(rounds, 1_000 * asked, usher, asked, theirs);
      return List.of(
          Figure.of(
              "spicedb_large_times",
              "checks in the time of one of SpiceDB's, %,d rules, p50"
                  .formatted(library.roles() * library.documents()),
              turns.ratio(),
              ""),
          Figure.of("usher_large_beside_spicedb_ns", "usher", turns.ours().median(), "ns"),
          Figure.of(
              "spicedb_large_ns",
              "SpiceDB, whose store looks at all members of roles",
              turns.theirs().median(),
              "ns"));
    }
  }

  private static IntPredicate asking(SpiceDb peer, Stream<CheckPermissionRequest> questions) {
    MemorySegment[] all = questions.map(peer::bytes).toArray(MemorySegment[]::new);
    return i -> peer.allows(all[i % all.length]);
  }

  private static CheckPermissionRequest.Builder request(
      ZedToken written, String subject, String action, String resource) {
    return CheckPermissionRequest.newBuilder()
        .setConsistency(Consistency.newBuilder().setAtLeastAsFresh(written))
        .setResource(object("doc", id(resource)))
        .setPermission(action)
        .setSubject(person(subject));
  }

  /** Whose role reads what, and who has which; a list of one's own. */
  private static List<Relationship> relationships(Library library) {
    List<Relationship> all = new ArrayList<>();
    for (int role = 0; role < library.roles(); role++)
      for (int document : library.documents(role))
        all.add(
            relationship(
                    object("doc", id(Library.address(document))),
                    "reader",
                    SubjectReference.newBuilder()
                        .setObject(object("role", Library.role(role)))
                        .setOptionalRelation("member"))
                .build());
    for (int person = 0; person < library.people(); person++)
      for (int role : library.roles(person, 0))
        all.add(
            relationship(
                    object("role", Library.role(role)), "member", person(Library.subject(person)))
                .build());
    return all;
  }

  private static Relationship author(int document) {
    return relationship(object("doc", id(Library.address(document))), "author", person("*"))
        .setOptionalCaveat(
            ContextualizedCaveat.newBuilder()
                .setCaveatName("own")
                .setContext(text("region", Library.region(document))))
        .build();
  }

  private static Relationship.Builder relationship(
      ObjectReference resource, String relation, SubjectReference.Builder subject) {
    return Relationship.newBuilder()
        .setResource(resource)
        .setRelation(relation)
        .setSubject(subject);
  }

  private static SubjectReference.Builder person(String id) {
    return SubjectReference.newBuilder().setObject(object("person", id));
  }

  private static ObjectReference object(String type, String id) {
    return ObjectReference.newBuilder().setObjectType(type).setObjectId(id).build();
  }

  /** It takes no colon in a name. */
  private static String id(String address) {
    return address.replace(':', '/');
  }

  private static Struct text(String key, String text) {
    return Struct.newBuilder()
        .putFields(key, Value.newBuilder().setStringValue(text).build())
        .build();
  }
}
