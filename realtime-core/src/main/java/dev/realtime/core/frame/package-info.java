/** The wire's vocabulary: what peers ask, what the server answers, and frames in their encoded form. */
package dev.realtime.core.frame;
