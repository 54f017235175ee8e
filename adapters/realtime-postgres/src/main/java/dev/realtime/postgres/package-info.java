/**
 * What reading a PostgreSQL database takes, for modules that do: not for applications.
 *
 * <ul>
 *   <li>{@link dev.realtime.postgres.PostgresDatabase} says where it is.
 *   <li>{@link dev.realtime.postgres.ListeningConnection} asks it, and hears when there is news.
 *   <li>{@link dev.realtime.postgres.Turn} lets one of several servers read at a time.
 * </ul>
 */
package dev.realtime.postgres;
