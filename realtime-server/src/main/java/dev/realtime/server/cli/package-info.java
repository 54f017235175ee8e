/**
 * The program: commands, exit codes, signals. Everything it starts is {@link dev.realtime.server.RealtimeServer}, which
 * other programs can start as well.
 */
package dev.realtime.server.cli;
