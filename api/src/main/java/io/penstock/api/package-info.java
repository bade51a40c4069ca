/**
 * What a jar of yours implements to compute a view of a pipeline: {@link io.penstock.api.Processor}.
 *
 * <p>Everything here is an interface, and nothing of it shows what runs it. What is here stays: methods may be added, with a default
 * where you implement them.
 */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
