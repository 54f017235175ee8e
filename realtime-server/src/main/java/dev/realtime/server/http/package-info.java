/**
 * What the server answers to plain HTTP. Paths are compared as they are, what is not listed is not there, and every
 * answer carries the headers that keep browsers careful.
 */
package dev.realtime.server.http;
