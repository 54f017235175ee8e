package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Telemetry;
import java.util.ArrayList;
import java.util.List;

/** Knocks at endpoints and takes the answer apart. */
final class Door {
    final List<String> counted = new ArrayList<>();
    private final Endpoints endpoints;

    Door(Endpoint.Builder... builders) {
        Endpoints.Builder all = Endpoints.builder().logger(new Lines()).telemetry(new Counts(counted));
        for (Endpoint.Builder builder : builders) {
            all.endpoint(builder.build());
        }
        endpoints = all.build();
    }

    Admission answer(Request request) {
        return endpoints.admit(request.build()).toCompletableFuture().join();
    }

    Admission.Accepted accepted(Request request) {
        return as(Admission.Accepted.class, request);
    }

    Admission.Refused refused(Request request) {
        return as(Admission.Refused.class, request);
    }

    Admission.RefusedBySocket closed(Request request) {
        return as(Admission.RefusedBySocket.class, request);
    }

    private <T extends Admission> T as(Class<T> kind, Request request) {
        Admission answer = answer(request);
        assertThat(answer).isInstanceOf(kind);
        return kind.cast(answer);
    }

    private record Counts(List<String> counted) implements Telemetry {
        @Override
        public void refused(ErrorCode code) {
            counted.add(code.name());
        }

        @Override
        public void authenticationFailed(String reason) {
            counted.add(reason);
        }

        @Override
        public void failed(Adapter adapter) {
            counted.add(adapter + " failed");
        }
    }
}
