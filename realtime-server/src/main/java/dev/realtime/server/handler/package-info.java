/** Where handlers of clients' calls come from, besides the program that starts the server, and what they run on. */
package dev.realtime.server.handler;
