package io.penstock.pipeline;

/** A table of a database that the profile knows. */
public record DatabaseTable(
        @Key(
                        value = "The database, by its name in the profile, which says where it is and who writes.",
                        example = "app",
                        notation = Notation.NAME)
                String database,
        @Key(
                        value =
                                "The table, as `schema.name` or `name`, in exactly these letters. It is created with `key` as its primary key"
                                        + " if it is not there.",
                        example = "hits",
                        notation = Notation.TABLE)
                String table) {

    @Override
    public String toString() {
        return table + " of database " + database;
    }
}
