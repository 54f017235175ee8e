package dev.realtime.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a component of a configuration record as something that can be set. Its name in dashes is its key.
 *
 * <p><b>Shape:</b> a component without default is an {@code Optional}, a list, a map or a record.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {

    /** What it is for, one sentence for the reference. */
    String about();

    /** The default as it would stand in the file; empty for none. */
    String value() default "";

    /** What the reference says of the default where {@link #value} cannot. */
    String defaultText() default "";

    /** The least number accepted. */
    long min() default 1;

    /** The greatest number accepted. */
    long max() default Long.MAX_VALUE;
}
