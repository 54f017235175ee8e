package dev.realtime.examples.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Something a user has to do. <b>Threads:</b> immutable. */
record Task(@JsonProperty("task_id") long id, String title, boolean done) {

    static final int MAX_TITLE = 200;

    Task titled(String other) {
        return new Task(id, other, done);
    }

    Task finished() {
        return new Task(id, title, true);
    }
}
