package dev.realtime.examples.servlet;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.hub.Hub;
import dev.realtime.transport.jakarta.servlet.RealtimeContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicInteger;

/** The web application's own part: {@code POST /tasks?user=alice} makes a task and tells its user, on all his devices. */
@WebServlet("/tasks")
public final class TasksServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final AtomicInteger tasks = new AtomicInteger();

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        int id = tasks.incrementAndGet();
        // region: publish
        Hub hub = RealtimeContext.of(getServletContext()).hub();
        hub.sendToUser(
                UserId.of(request.getParameter("user")),
                Message.of("task.created", Payload.json("{\"id\":" + id + "}")));
        // end: publish
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }
}
