package io.penstock.pipeline;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a key of a pipeline file or a profile. The key is the component's name in kebab-case.
 *
 * <p>A key with neither {@link #defaultsTo} nor {@link #unset} has to be there.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Key {

    /** What the key means, for editors and the reference: whole sentences. */
    String value();

    /** The key, where it differs from the component's name. */
    String name() default "";

    /** A value as it would be written in YAML. */
    String example();

    /** The value that a file without the key gets, written as in YAML; <code>{}</code> for a record with defaults of its own. */
    String defaultsTo() default "";

    /** What happens without the key when no single value says it; the component is then null, 0 or empty. */
    String unset() default "";

    /** How the text, or each text of a list or map, has to be written. */
    Notation notation() default Notation.TEXT;

    /** How the keys of a map have to be written. */
    Notation names() default Notation.NAME;

    /** Smallest legal number. */
    long min() default 0;

    /** Largest legal number. */
    long max() default Long.MAX_VALUE;
}
