/** The SPIs of {@code core.spi} inside this process: the defaults, and the reference that the contract kits run first. */
package dev.realtime.core.memory;
