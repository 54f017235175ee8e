/** Opens sources, where their modules are on the class path. */
package dev.realtime.server.source;
