package dev.usher.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.helidon.http.Status;
import org.junit.jupiter.api.Test;

class EnvoyAnswerTest {
  /** A failure of the call could be let through; an answer cannot. */
  @Test
  void whatCannotBeDecidedIsANo() throws Exception {
    CheckResponse answer =
        CheckResponse.parseFrom(EnvoyAnswer.of(Status.SERVICE_UNAVAILABLE_503).toByteArray());
    assertThat(answer.getStatus().getCode()).isEqualTo(com.google.rpc.Code.UNAVAILABLE_VALUE);
    assertThat(answer.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(answer.getUnknownFields().asMap()).isEmpty();
  }
}
