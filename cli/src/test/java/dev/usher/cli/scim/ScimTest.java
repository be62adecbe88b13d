package dev.usher.cli.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.cli.scim.ScimServer.Answer;
import dev.usher.core.access.Roster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** SCIM 2.0: what the standards say, and what identity providers send, as they send it. */
@TestInstance(Lifecycle.PER_CLASS)
class ScimTest {
  private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  @TempDir static Path parent;
  private ScimServer scim;

  @BeforeAll
  void start() {
    scim = new ScimServer(parent.resolve("store"));
  }

  @AfterAll
  void stop() {
    scim.close();
  }

  @BeforeEach
  void empty() {
    scim.empty();
  }

  private static void isError(Answer answer, int status, String type) {
    assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/scim+json");
    assertThat(answer.text("/schemas/0")).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(answer.text("/status")).isEqualTo(String.valueOf(status));
    assertThat(answer.text("/scimType")).isEqualTo(type);
    assertThat(answer.text("/detail")).isNotBlank();
  }

  private List<String> members(String group) {
    return scim.get("/Groups/" + group).body().path("members").findValuesAsText("value");
  }

  private List<String> inForce() {
    return scim.directories.everybody().directories().getOrDefault("okta", List.of()).stream()
        .map(Roster.Person::name)
        .toList();
  }

  /** How they say that somebody has left: after each the person is out. */
  @Test
  void whoeverIsSaidToHaveLeftIsOut() {
    List<String> ways =
        List.of(
            // Entra ID, without and with its flag for SCIM's own form
            "[{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}]",
            "[{\"op\": \"replace\", \"path\": \"active\", \"value\": false}]",
            "[{\"op\": \"Add\", \"path\": \"active\", \"value\": \"False\"}]",
            "[{\"op\": \"Replace\", \"path\": \"" + USER + ":active\", \"value\": \"false\"}]",
            "[{\"op\": \"Replace\", \"value\": {\"" + USER + ":active\": \"False\"}}]",
            "[{\"op\": \"Replace\", \"value\": {\"displayName\": \"x\", \"active\": \"False\"}}]",
            // Okta
            "[{\"op\": \"replace\", \"value\": {\"active\": false}}]",
            // and whoever else
            "[{\"op\": \"REPLACE\", \"path\": \"Active\", \"value\": \"FALSE\"}]",
            "[{\"op\": \"replace\", \"value\": {\"" + USER + "\": {\"active\": false}}}]",
            "[{\"op\": \"replace\", \"path\": \"" + USER + "\", \"value\": {\"active\": false}}]",
            "[{\"value\": {\"ACTIVE\": false}, \"path\": \"\", \"op\": \"replace\"}]");
    for (String way : ways) {
      scim.empty();
      String id = scim.user("ann@example.com");
      Answer answer = scim.patch("/Users/" + id, way);
      assertThat(answer.status()).as(way).isEqualTo(200);
      assertThat(answer.body().path("active")).as(way).hasToString("false");
      assertThat(inForce()).as(way).isEmpty();
    }
  }

  /** The one unforgivable answer is a 200 that leaves a leaver active. */
  @Test
  void whatSpeaksOfActiveAndIsNotUnderstoodIsRefused() {
    List<String> ways =
        List.of(
            "[{\"op\": \"replace\", \"path\": \"active\", \"value\": \"no\"}]",
            "[{\"op\": \"replace\", \"path\": \"active\", \"value\": 0}]",
            "[{\"op\": \"replace\", \"path\": \"active\", \"value\": null}]",
            "[{\"op\": \"replace\", \"path\": \"active\"}]",
            "[{\"op\": \"replace\", \"path\": \"active\", \"value\": [false]}]",
            "[{\"op\": \"replace\", \"path\": \"active\", \"value\": {\"value\": false}}]",
            "[{\"op\": \"remove\", \"path\": \"active\"}]",
            "[{\"op\": \"replace\", \"path\": \"active.value\", \"value\": false}]",
            "[{\"op\": \"replace\", \"path\": \"active[value eq true]\", \"value\": false}]",
            "[{\"op\": \"replace\", \"path\": \"active active\", \"value\": false}]",
            "[{\"op\": \"replace\", \"path\": \"urn:acme:1.0:User:active\", \"value\": false}]",
            "[{\"op\": \"replace\", \"path\": \"" + ENTERPRISE + ":active\", \"value\": false}]",
            "[{\"op\": \"replace\", \"path\": \"name.active\", \"value\": false}]",
            "[{\"op\": \"replace\", \"value\": {\"user\": {\"active\": false}}}]",
            "[{\"op\": \"replace\", \"value\": {\"user\\n.active\": false}}]",
            "[{\"op\": \"replace\", \"value\": {\"urn:acme:1.0:User\": {\"active\": false}}}]",
            "[{\"op\": \"replace\", \"value\": {\"" + ENTERPRISE + "\": {\"active\": false}}}]",
            "[{\"op\": \"replace\", \"value\": {\"active\": \"\"}}]",
            "[{\"op\": \"replace\", \"value\": {\"active\": false, \"Active\": true}}]",
            "[{\"op\": \"replace\", \"value\": [{\"active\": false}]}]",
            "[{\"op\": \"replace\", \"active\": false}]",
            "[{\"op\": \"set\", \"path\": \"active\", \"value\": false}]",
            "[{\"path\": \"active\", \"value\": false}]",
            "{\"op\": \"replace\", \"path\": \"active\", \"value\": false}",
            "[], \"active\": false");
    String id = scim.user("ann@example.com");
    for (String way : ways) {
      Answer answer = scim.patch("/Users/" + id, way);
      assertThat(answer.status()).as(way + answer.http().body()).isEqualTo(400);
    }
    isError(scim.send("PATCH", "/Users/" + id, "{\"active\": false}"), 400, "invalidSyntax");
    isError(
        scim.send(
            "PUT", "/Users/" + id, "{\"userName\": \"ann@example.com\", \"active\": \"off\"}"),
        400,
        "invalidValue");
    isError(
        scim.send("POST", "/Users", "{\"userName\": \"bob@example.com\", \"active\": \"off\"}"),
        400,
        "invalidValue");
    assertThat(scim.get("/Users/" + id).text("/meta/version")).isEqualTo("W/\"1\"");
  }

  /** A PUT that does not speak of it lets nobody in again. */
  @Test
  void whoIsOutStaysOutWhenAPutSaysNothingOfIt() {
    String id = scim.user("ann@example.com");
    scim.patch("/Users/" + id, "[{\"op\": \"replace\", \"value\": {\"active\": false}}]");
    Answer answer =
        scim.send("PUT", "/Users/" + id, "{\"userName\": \"ann@example.com\", \"title\": \"x\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("active").asBoolean(true)).isFalse();
  }

  @Nested
  class Entra {
    @Test
    void makesAUserAndSendsItAgainAfterGivingUp() {
      String body =
          """
          {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
           "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
           "userName": "Test_User_ab6490ee@testuser.com", "active": true,
           "displayName": "lennay",
           "emails": [{"primary": true, "type": "work", "value": "Test_User_fd0ea19b@testuser.com"}],
           "meta": {"resourceType": "User"},
           "name": {"formatted": "givenName familyName", "familyName": "familyName", "givenName": "givenName"},
           "roles": [],
           "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "bob"}}
          """;
      Answer made = scim.send("POST", "/Users", body);
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.header("location")).endsWith("/scim/v2/Users/" + made.text("/id"));
      assertThat(made.text("/name/givenName")).isEqualTo("givenName");
      assertThat(made.body().path(ENTERPRISE).path("department").asText()).isEqualTo("bob");
      assertThat(made.body().path("schemas")).hasSize(2);
      isError(scim.send("POST", "/Users", body), 409, "uniqueness");
      Answer found = scim.find("Users", "userName eq \"test_user_ab6490ee@TESTUSER.com\"");
      assertThat(found.body().path("totalResults").intValue()).isEqualTo(1);
      assertThat(found.text("/Resources/0/id")).isEqualTo(made.text("/id"));
      assertThat(
              scim.find("Users", "externalId eq \"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef\"")
                  .body()
                  .path("totalResults")
                  .intValue())
          .isEqualTo(1);
    }

    @Test
    void findsNobodyWithA200AndThoseWhoAreOutToo() {
      Answer none = scim.find("Users", "userName eq \"nobody@example.com\"");
      assertThat(none.status()).isEqualTo(200);
      assertThat(none.body().path("totalResults").intValue()).isZero();
      assertThat(none.body().path("Resources")).isEmpty();
      String id = scim.user("ann@example.com");
      scim.patch(
          "/Users/" + id, "[{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}]");
      assertThat(scim.get("/Users/" + id).status()).isEqualTo(200);
      assertThat(
              scim.find("Users", "userName eq \"ann@example.com\"")
                  .body()
                  .at("/Resources/0/active"))
          .hasToString("false");
    }

    @Test
    void putsMembersInAndTakesThemOut() {
      String ann = scim.user("ann@example.com");
      String bob = scim.user("bob@example.com");
      Answer made =
          scim.send(
              "POST",
              "/Groups",
              """
              {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group",
                 "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
               "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159", "displayName": "Nurses",
               "meta": {"resourceType": "Group"}}
              """);
      assertThat(made.status()).isEqualTo(201);
      String group = made.text("/id");
      Answer added =
          scim.patch(
              "/Groups/" + group,
              """
              [{"op": "Add", "path": "members", "value": [
                {"$ref": null, "value": "%s"}, {"$ref": null, "value": "%s"}]}]
              """
                  .formatted(ann, bob));
      assertThat(added.status()).isEqualTo(204);
      assertThat(added.http().body()).isEmpty();
      assertThat(members(group)).containsExactlyInAnyOrder(ann, bob);
      Answer found =
          scim.get("/Groups?excludedAttributes=members&filter=displayName%20eq%20%22Nurses%22");
      assertThat(found.text("/Resources/0/id")).isEqualTo(group);
      assertThat(found.body().at("/Resources/0").has("members")).isFalse();
      String both = "id eq \"%s\" and members eq \"%s\"";
      assertThat(scim.find("Groups", both.formatted(group, ann)).body().path("Resources"))
          .hasSize(1);
      Answer gone =
          scim.patch(
              "/Groups/" + group,
              "[{\"op\": \"Remove\", \"path\": \"members\", \"value\": [{\"$ref\": null,"
                  + " \"value\": \""
                  + ann
                  + "\"}]}]");
      assertThat(gone.status()).isEqualTo(204);
      assertThat(members(group)).containsExactly(bob);
      assertThat(scim.find("Groups", both.formatted(group, ann)).body().path("Resources"))
          .isEmpty();
      scim.patch(
          "/Groups/" + group,
          "[{\"op\": \"Remove\", \"path\": \"members[value eq \\\"" + bob + "\\\"]\"}]");
      assertThat(members(group)).isEmpty();
    }

    @Test
    void setsByDottedAndUrnKeysWithoutAPath() {
      String id = scim.user("ann@example.com");
      Answer answer =
          scim.patch(
              "/Users/" + id,
              """
              [{"op": "Add", "value": {"name.givenName": "Ann", "displayName": "Ann M.",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber": 17,
                "urn:ietf:params:scim:schemas:core:2.0:User:title": "Nurse",
                "urn:ietf:params:scim:schemas:extension:acme:2.0:User:tag": "701984",
                "emails[type eq \\"work\\"].value": "ann@work.example"}}]
              """);
      assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
      assertThat(answer.text("/name/givenName")).isEqualTo("Ann");
      assertThat(answer.text("/displayName")).isEqualTo("Ann M.");
      assertThat(answer.text("/title")).isEqualTo("Nurse");
      assertThat(answer.body().path(ENTERPRISE).path("employeeNumber")).hasToString("\"17\"");
      assertThat(
              answer.body().path("urn:ietf:params:scim:schemas:extension:acme:2.0:User").toString())
          .isEqualTo("{\"tag\":\"701984\"}");
      assertThat(answer.body().path("emails").toString())
          .isEqualTo("[{\"type\":\"work\",\"value\":\"ann@work.example\"}]");
    }

    @Test
    void setsAnAddressThatIsNotThere() {
      String id = scim.user("ann@example.com");
      for (String op : List.of("Add", "Replace")) {
        Answer answer =
            scim.patch(
                "/Users/" + id,
                """
                [{"op": "%s", "path": "emails[type eq \\"work\\"].value", "value": "%s@example.com"},
                 {"op": "%s", "path": "addresses[type eq \\"work\\"].country", "value": "DE"}]
                """
                    .formatted(op, op, op));
        assertThat(answer.text("/emails/0/value")).isEqualTo(op + "@example.com");
        assertThat(answer.text("/addresses/0/country")).isEqualTo("DE");
        assertThat(answer.body().path("emails")).hasSize(1);
      }
      assertThat(
              scim.find("Users", "emails[type eq \"work\"].value eq \"replace@example.com\"")
                  .body()
                  .path("totalResults")
                  .intValue())
          .isEqualTo(1);
      scim.patch(
          "/Users/" + id, "[{\"op\": \"Remove\", \"path\": \"emails[type eq \\\"work\\\"]\"}]");
      assertThat(scim.get("/Users/" + id).body().has("emails")).isFalse();
    }

    @Test
    void setsAManagerAsABareTextAndTakesItAwayWithAnEmptyOne() {
      String id = scim.user("ann@example.com");
      String path = ENTERPRISE + ":manager";
      Answer set =
          scim.patch(
              "/Users/" + id, "[{\"op\": \"Add\", \"path\": \"" + path + "\", \"value\": \"42\"}]");
      assertThat(set.body().path(ENTERPRISE).toString())
          .isEqualTo("{\"manager\":{\"value\":\"42\"}}");
      Answer gone =
          scim.patch(
              "/Users/" + id,
              "[{\"op\": \"Replace\", \"path\": \"" + path + "\", \"value\": \"\"}]");
      assertThat(gone.status()).isEqualTo(200);
      assertThat(gone.body().has(ENTERPRISE)).isFalse();
    }

    @Test
    void sendsRolesAsJsonWithinAText() {
      String id = scim.user("ann@example.com");
      Answer answer =
          scim.patch(
              "/Users/" + id,
              """
              [{"op": "Add", "path": "roles", "value": [{"value":
                "{\\"id\\":\\"06b07648\\",\\"value\\":\\"admin\\",\\"displayName\\":\\"Admin\\"}",
                "primary": "True"}]}]
              """);
      assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
      assertThat(answer.text("/roles/0/value")).isEqualTo("admin");
      assertThat(answer.text("/roles/0/display")).isEqualTo("Admin");
      assertThat(answer.body().at("/roles/0/primary")).hasToString("true");
      Answer changed =
          scim.patch(
              "/Users/" + id,
              "[{\"op\": \"Replace\", \"path\": \"roles[primary eq \\\"True\\\"].value\", \"value\":"
                  + " \"auditor\"}]");
      assertThat(changed.body().path("roles")).hasSize(1);
      assertThat(changed.text("/roles/0/value")).isEqualTo("auditor");
    }

    @Test
    void clearsByNullAndMergesWhatHasParts() {
      String id = scim.user("ann@example.com");
      scim.patch(
          "/Users/" + id,
          """
          [{"op": "Replace", "value": {"title": "Nurse", "name": {"givenName": "Ann", "familyName": "Bee"}}}]
          """);
      Answer answer =
          scim.patch(
              "/Users/" + id,
              """
              [{"op": "Replace", "value": {"title": null, "name": {"familyName": "Cee"}}}]
              """);
      assertThat(answer.body().has("title")).isFalse();
      assertThat(answer.body().path("name").toString())
          .isEqualTo("{\"givenName\":\"Ann\",\"familyName\":\"Cee\"}");
    }

    @Test
    void validatesWithNoOperationsAndAsksWithoutQuotes() {
      String id = scim.user("ann@example.com");
      Answer answer = scim.patch("/Users/" + id, "[]");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("/meta/version")).isEqualTo("W/\"1\"");
      String group = scim.group("Night Nurses");
      assertThat(scim.patch("/Groups/" + group, "[]").status()).isEqualTo(204);
      assertThat(scim.find("Groups", "displayName eq Night Nurses").text("/Resources/0/id"))
          .isEqualTo(group);
    }
  }

  @Nested
  class Okta {
    @Test
    void makesAUserWithAPasswordAndNoGroups() {
      Answer made =
          scim.send(
              "POST",
              "/Users",
              """
              {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
               "userName": "test.user@okta.local",
               "name": {"givenName": "Test", "familyName": "User"},
               "emails": [{"primary": true, "value": "test.user@okta.local", "type": "work"}],
               "displayName": "Test User", "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7",
               "groups": [], "password": "1mz050nq", "active": true}
              """,
              "Content-Type",
              "application/scim+json");
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.http().body()).doesNotContain("password", "1mz050nq", "groups");
      assertThat(scim.get("/Users/" + made.text("/id")).http().body()).doesNotContain("1mz050nq");
    }

    @Test
    void readsMergesAndPuts() {
      String id = scim.user("ann@example.com");
      String body = scim.get("/Users/" + id).http().body().replace("true", "false");
      Answer answer = scim.send("PUT", "/Users/" + id, body);
      assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
      assertThat(answer.body().path("active")).hasToString("false");
      assertThat(answer.text("/id")).isEqualTo(id);
      assertThat(inForce()).isEmpty();
    }

    @Test
    void renamesAGroupWithItsIdInTheValue() {
      String ann = scim.user("ann@example.com");
      String group = scim.group("Nurses", ann);
      Answer answer =
          scim.patch(
              "/Groups/" + group,
              "[{\"op\": \"replace\", \"value\": {\"id\": \"%s\", \"displayName\": \"Carers\"}}]"
                  .formatted(group));
      assertThat(answer.status()).isEqualTo(204);
      assertThat(scim.get("/Groups/" + group).text("/displayName")).isEqualTo("Carers");
      assertThat(members(group)).containsExactly(ann);
      isError(
          scim.patch(
              "/Groups/" + group,
              "[{\"op\": \"replace\", \"value\": {\"id\": \"another\", \"displayName\": \"x\"}}]"),
          400,
          "mutability");
    }

    @Test
    void emptiesAGroup() {
      String group = scim.group("Nurses", scim.user("ann@example.com"));
      scim.patch(
          "/Groups/" + group, "[{\"op\": \"replace\", \"path\": \"members\", \"value\": []}]");
      assertThat(members(group)).isEmpty();
    }

    /** A 400 for one whom nobody knows would lose the whole push. */
    @Test
    void pushesAGroupWithAMemberWhomNobodyKnows() {
      String ann = scim.user("ann@example.com");
      String bob = scim.user("bob@example.com");
      String group = scim.group("Nurses", ann, "00u_unknown", NOBODY);
      assertThat(members(group)).containsExactly(ann);
      Answer answer =
          scim.patch(
              "/Groups/" + group,
              """
              [{"op": "add", "path": "members", "value": [{"value": "00u_other", "display": "x"},
                {"value": "%s", "display": "bob@example.com"}]}]
              """
                  .formatted(bob));
      assertThat(answer.status()).isEqualTo(204);
      assertThat(members(group)).containsExactlyInAnyOrder(ann, bob);
    }

    @Test
    void pagesByNumbersInAnOrderThatStays() {
      for (int i = 0; i < 5; i++) scim.user("p" + i + "@example.com");
      Answer first = scim.get("/Users?startIndex=1&count=2");
      assertThat(first.body().path("totalResults").isInt()).isTrue();
      assertThat(first.body().path("startIndex").isInt()).isTrue();
      assertThat(first.body().path("itemsPerPage").isInt()).isTrue();
      assertThat(first.body().path("totalResults").intValue()).isEqualTo(5);
      Answer last = scim.get("/Users?startIndex=5&count=100");
      assertThat(last.body().path("Resources").findValuesAsText("userName"))
          .containsExactly("p4@example.com");
      assertThat(scim.get("/Users?startIndex=100&count=100").body().path("itemsPerPage").intValue())
          .isZero();
      assertThat(scim.get("/Users?startIndex=0&count=-1").body().path("Resources")).isEmpty();
    }
  }

  @Nested
  class Standard {
    @Test
    void versionsAreHeldAgainstWhatTheCallerHasSeen() {
      String id = scim.user("ann@example.com");
      Answer read = scim.get("/Users/" + id);
      assertThat(read.header("etag")).isEqualTo("W/\"1\"").isEqualTo(read.text("/meta/version"));
      assertThat(scim.send("GET", "/Users/" + id, "", "If-None-Match", "W/\"1\"").status())
          .isEqualTo(304);
      String out = "{\"userName\": \"ann@example.com\", \"active\": false}";
      isError(scim.send("PUT", "/Users/" + id, out, "If-Match", "W/\"7\""), 412, "");
      isError(scim.send("DELETE", "/Users/" + id, "", "If-Match", "W/\"7\""), 412, "");
      assertThat(scim.send("PUT", "/Users/" + id, out, "If-Match", "W/\"1\"").header("etag"))
          .isEqualTo("W/\"2\"");
      assertThat(scim.send("DELETE", "/Users/" + id, "").status()).isEqualTo(204);
      isError(scim.get("/Users/" + id), 404, "");
      isError(scim.send("DELETE", "/Users/" + id, ""), 404, "");
    }

    @Test
    void aDirectorySeesNoOther() {
      String ann = scim.user("ann@example.com");
      String group = scim.group("Nurses", ann);
      scim.callAs("entra");
      isError(scim.get("/Users/" + ann), 404, "");
      isError(scim.get("/Groups/" + group), 404, "");
      isError(scim.patch("/Users/" + ann, "[]"), 404, "");
      isError(scim.send("DELETE", "/Groups/" + group, ""), 404, "");
      assertThat(scim.get("/Users").body().path("totalResults").intValue()).isZero();
      scim.callAs("admin");
      isError(scim.get("/Users"), 403, "");
    }

    @Test
    void whatIsWrongIsToldAsScimTellsIt() {
      isError(scim.send("POST", "/Users", "{\"userName\": "), 400, "");
      isError(scim.send("POST", "/Users", "{\"displayName\": \"x\"}"), 400, "invalidValue");
      isError(scim.send("POST", "/Users", "[]"), 400, "invalidSyntax");
      isError(
          scim.send("POST", "/Users", "{\"userName\": \"x@y\", \"name\": \"flat\"}"),
          400,
          "invalidValue");
      isError(scim.send("POST", "/Users", "x", "Content-Type", "text/plain"), 415, "");
      isError(scim.find("Users", "userName is \"x\""), 400, "invalidFilter");
      isError(scim.get("/Users?count=many"), 400, "invalidValue");
      isError(scim.get("/Users?cursor=nonsense"), 400, "invalidCursor");
      isError(scim.get("/Users?cursor=&count=many"), 400, "invalidCount");
      isError(scim.get("/Devices"), 404, "");
      isError(scim.send("POST", "/Groups", "{}"), 400, "invalidValue");
      String group = scim.group("Nurses");
      isError(scim.patch("/Groups/" + group, "[{\"op\": \"remove\"}]"), 400, "noTarget");
      isError(
          scim.patch("/Groups/" + group, "[{\"op\": \"add\", \"path\": \"[\", \"value\": 1}]"),
          400,
          "invalidPath");
      isError(scim.send("POST", "/Groups", "{\"displayName\": \"nurses\"}"), 409, "uniqueness");
      isError(scim.get("/Me"), 501, "");
    }

    @Test
    void onlyWhatIsWantedIsShown() {
      String ann =
          scim.send(
                  "POST",
                  "/Users",
                  "{\"userName\": \"ann@example.com\", \"title\": \"x\", \"name\": {\"givenName\":"
                      + " \"A\", \"familyName\": \"B\"}}",
                  "Content-Type",
                  "application/json")
              .text("/id");
      String group = scim.group("Nurses", ann);
      Answer some = scim.get("/Users/" + ann + "?attributes=userName,name.givenName");
      assertThat(some.body().properties())
          .extracting(entry -> entry.getKey())
          .containsExactlyInAnyOrder("schemas", "id", "userName", "name");
      assertThat(some.body().path("name").toString()).isEqualTo("{\"givenName\":\"A\"}");
      Answer others = scim.get("/Users/" + ann + "?excludedAttributes=name.givenName,groups,meta");
      assertThat(others.body().has("groups")).isFalse();
      assertThat(others.body().path("name").toString()).isEqualTo("{\"familyName\":\"B\"}");
      assertThat(scim.get("/Users/" + ann).text("/groups/0/display")).isEqualTo("Nurses");
      assertThat(scim.get("/Groups/" + group + "?excludedAttributes=members").body().has("members"))
          .isFalse();
    }

    @Test
    void cursorsLeadThroughAll() {
      for (int i = 0; i < 5; i++) scim.user("p" + i + "@example.com");
      Answer page = scim.get("/Users?cursor=&count=2");
      assertThat(page.body().has("startIndex")).isFalse();
      List<String> all =
          new ArrayList<>(page.body().path("Resources").findValuesAsText("userName"));
      while (page.body().has("nextCursor")) {
        page = scim.get("/Users?count=2&cursor=" + page.text("/nextCursor"));
        all.addAll(page.body().path("Resources").findValuesAsText("userName"));
      }
      assertThat(all)
          .containsExactly(
              "p0@example.com",
              "p1@example.com",
              "p2@example.com",
              "p3@example.com",
              "p4@example.com");
    }

    @Test
    void aSearchIsAListByABody() {
      scim.user("ann@example.com");
      scim.user("bob@example.com");
      Answer found =
          scim.send(
              "POST",
              "/Users/.search",
              """
              {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
               "attributes": ["userName"], "filter": "userName sw \\"b\\"", "startIndex": 1,
               "count": 10, "sortBy": "userName", "sortOrder": "descending"}
              """);
      assertThat(found.body().path("Resources")).hasSize(1);
      assertThat(found.text("/Resources/0/userName")).isEqualTo("bob@example.com");
      assertThat(found.body().at("/Resources/0").has("active")).isFalse();
    }

    @Test
    void aBulkDoesEachAndOneThatIsRefusedHoldsUpNone() {
      scim.user("old@example.com");
      Answer answer =
          scim.send(
              "POST",
              "/Bulk",
              """
              {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [
                {"method": "POST", "path": "/Users", "bulkId": "a", "data": {"userName": "ann@example.com"}},
                {"method": "POST", "path": "/Users", "bulkId": "o", "data": {"userName": "old@example.com"}},
                {"method": "POST", "path": "/Users", "bulkId": "b", "data": {"userName": "bob@example.com"}},
                {"method": "POST", "path": "/Groups", "bulkId": "g",
                 "data": {"displayName": "Nurses", "members": [{"value": "bulkId:a"}, {"value": "bulkId:b"}]}},
                {"method": "PATCH", "path": "/Users/bulkId:a",
                 "data": {"Operations": [{"op": "replace", "value": {"active": false}}]}},
                {"method": "DELETE", "path": "/Users/bulkId:b"},
                {"method": "PUT", "path": "/Users", "data": {}},
                {"method": "DELETE", "path": "/Users/bulkId:nobody"}]}
              """);
      assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
      JsonNode done = answer.body().path("Operations");
      assertThat(done.findValuesAsText("status"))
          .filteredOn(status -> status.length() == 3)
          .containsSubsequence("201", "409", "201", "201", "200", "204", "400", "400");
      assertThat(done.get(1).at("/response/scimType").asText()).isEqualTo("uniqueness");
      assertThat(done.get(0).path("bulkId").asText()).isEqualTo("a");
      assertThat(done.get(0).path("location").asText()).contains("/scim/v2/Users/");
      assertThat(inForce()).containsExactly("old");
      assertThat(scim.find("Groups", "displayName eq \"Nurses\"").body().at("/Resources/0/members"))
          .hasSize(1);
    }

    @Test
    void aBulkStopsAtSoManyMistakes() {
      Answer answer =
          scim.send(
              "POST",
              "/Bulk",
              """
              {"failOnErrors": 1, "Operations": [
                {"method": "POST", "path": "/Users", "data": {"userName": "ann@example.com"}},
                {"method": "POST", "path": "/Users", "data": {"userName": "ann@example.com"}},
                {"method": "POST", "path": "/Users", "data": {"userName": "bob@example.com"}}]}
              """);
      assertThat(answer.body().path("Operations")).hasSize(2);
      assertThat(inForce()).containsExactly("ann");
    }

    @Test
    void itSaysWhatItCanDo() {
      Answer config = scim.get("/ServiceProviderConfig");
      for (String what : List.of("patch", "bulk", "filter", "sort", "etag"))
        assertThat(config.body().path(what).path("supported").asBoolean()).as(what).isTrue();
      assertThat(config.body().at("/pagination/cursor").asBoolean()).isTrue();
      assertThat(scim.get("/ResourceTypes").body().path("Resources").findValuesAsText("endpoint"))
          .containsExactly("/Users", "/Groups");
      assertThat(scim.get("/ResourceTypes/User").text("/schema")).isEqualTo(USER);
      assertThat(scim.get("/Schemas").body().path("totalResults").intValue()).isEqualTo(3);
      Answer schema = scim.get("/Schemas/" + ENTERPRISE);
      assertThat(schema.text("/id")).isEqualTo(ENTERPRISE);
      assertThat(schema.body().path("attributes").findValuesAsText("name"))
          .contains("employeeNumber", "manager");
      isError(scim.get("/Schemas/urn:none"), 404, "");
    }
  }
}
