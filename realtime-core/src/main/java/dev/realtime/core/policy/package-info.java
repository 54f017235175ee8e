/** Pure rules. Time comes in as a parameter, nothing is done, only decided. */
package dev.realtime.core.policy;
