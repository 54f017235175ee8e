/**
 * The engine as a part of a web application: with this jar in the application, one class that implements {@link
 * dev.realtime.transport.jakarta.servlet.RealtimeApplication} is all there is to write. The container finds it, starts it
 * before the first request and ends it with the application; servlets reach the hub by {@link
 * dev.realtime.transport.jakarta.servlet.RealtimeContext#of}.
 *
 * <p>Needs Jakarta Servlet 6.0 or later, which nothing outside this package does. Beside what the portable binding can
 * do anywhere, a peer's address and whether it came over TLS are known here, so that quotas of addresses hold.
 *
 * <p>A context of an embedded container needs a servlet at {@code /}, or it never asks its filters, and answers upgrades
 * with 404.
 */
package dev.realtime.transport.jakarta.servlet;
