package dev.realtime.examples.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;

/** What became of a task, as it stands in the topic and arrives at pages. <b>Threads:</b> immutable. */
record Change(
        @JsonProperty("event_type") String type,
        @JsonProperty("user_id") String user,
        @JsonProperty("task_id") long task,
        String title,
        String timestamp) {

    static final String CREATED = "created";
    static final String UPDATED = "updated";
    static final String COMPLETED = "completed";
    static final String DELETED = "deleted";

    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("texts and numbers can be written", e);
        }
    }
}
