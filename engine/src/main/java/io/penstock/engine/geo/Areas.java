package io.penstock.engine.geo;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.algorithm.locate.PointOnGeometryLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygonal;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** Areas as columns have them, and as points are looked up in them. */
final class Areas {

    /** An area as a column has it: its bounds in degrees, and its Well-Known Binary. */
    static final StructType TYPE = new StructType()
            .add("xmin", DataTypes.DoubleType)
            .add("ymin", DataTypes.DoubleType)
            .add("xmax", DataTypes.DoubleType)
            .add("ymax", DataTypes.DoubleType)
            .add("wkb", DataTypes.BinaryType);

    private static final int PREPARED = 10_000; // some 20 KB each, where an area has a hundred corners
    private static final int PLANE = 2; // dimensions: a height is left out

    /** What is in use, by content: a row has another array of the same bytes each time it is read. */
    private static final Map<Content, PointOnGeometryLocator> LOCATORS = new ConcurrentHashMap<>();

    private Areas() {}

    /** The area, if it is one. @throws IllegalArgumentException that says what is wrong, as in "it has …" */
    static Geometry checked(Geometry geometry) {
        if (!(geometry instanceof Polygonal)) {
            throw new IllegalArgumentException(
                    "has a %s, expected Polygon or MultiPolygon".formatted(geometry.getGeometryType()));
        }
        for (Coordinate position : geometry.getCoordinates()) {
            if (!(Math.abs(position.x) <= 180 && Math.abs(position.y) <= 90)) {
                throw new IllegalArgumentException(
                        "has a position that is no longitude and latitude in degrees, in this order: %s, %s"
                                .formatted(position.x, position.y));
            }
        }
        TopologyValidationError error = new IsValidOp(geometry).getValidationError();
        if (error != null) {
            Coordinate at = error.getCoordinate();
            throw new IllegalArgumentException("is no area, %s at %s, %s"
                    .formatted(error.getMessage().toLowerCase(java.util.Locale.ROOT), at.x, at.y));
        }
        return geometry;
    }

    /** Its Well-Known Binary. */
    static byte[] binary(Geometry area) {
        return new WKBWriter(PLANE, ByteOrderValues.LITTLE_ENDIAN).write(area);
    }

    /** The area as a value of a column. */
    static InternalRow row(Geometry area) {
        Envelope bounds = area.getEnvelopeInternal();
        return new GenericInternalRow(
                new Object[] {bounds.getMinX(), bounds.getMinY(), bounds.getMaxX(), bounds.getMaxY(), binary(area)});
    }

    /** Whether the point lies within the area; one on its boundary does not. */
    static boolean contain(byte[] wellKnownBinary, double longitude, double latitude) {
        Content content = new Content(wellKnownBinary);
        PointOnGeometryLocator locator = LOCATORS.get(content);
        if (locator == null) {
            if (LOCATORS.size() >= PREPARED) {
                LOCATORS.clear(); // those that are in use come back
            }
            locator = LOCATORS.computeIfAbsent(content, Areas::prepare);
        }
        return locator.locate(new Coordinate(longitude, latitude)) == Location.INTERIOR;
    }

    private static PointOnGeometryLocator prepare(Content content) {
        try {
            return new IndexedPointInAreaLocator(new WKBReader().read(content.bytes));
        } catch (ParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot look for a point, the geometry is no area: " + e.getMessage(), e);
        }
    }

    /** Bytes that are equal where their content is. */
    private static final class Content {

        private final byte[] bytes;
        private final int hash;

        Content(byte[] bytes) {
            this.bytes = bytes;
            this.hash = Murmur3_x86_32.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content content && Arrays.equals(bytes, content.bytes);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
