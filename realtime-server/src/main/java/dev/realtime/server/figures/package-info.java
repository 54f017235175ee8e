/** What sources have told, for those who ask how the server is. */
package dev.realtime.server.figures;
