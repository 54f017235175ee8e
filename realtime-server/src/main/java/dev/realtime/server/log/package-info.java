/**
 * How the server's log looks: a line for people or an object for machines, never two lines for one event, never the
 * same again and again. Modules log through {@code System.Logger}; the program alone decides where it goes.
 */
package dev.realtime.server.log;
