/**
 * Calls of administrators and other programs: {@code POST /call} with {@code {key, params}}. The server brings some;
 * an application registers its own with {@link dev.realtime.server.call.AdminCalls}.
 */
package dev.realtime.server.call;
