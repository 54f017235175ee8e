/** What adapters implement. Each interface is small and has a contract kit in realtime-testkit. */
package dev.realtime.core.spi;
