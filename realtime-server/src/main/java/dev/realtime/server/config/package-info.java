/**
 * What can be set, declared once: the components of {@link dev.realtime.server.config.ServerConfig} and the records it
 * is made of. File, environment and flags are read by these declarations; so is the reference in
 * docs/configuration.md.
 *
 * <p>The way: {@code ConfigSources} turns each source into a tree of {@code Node}s and lays one over the other, {@code
 * Binder} makes records of the tree. Neither stops at the first problem: all are told at once.
 */
package dev.realtime.server.config;
