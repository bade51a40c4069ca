package io.penstock.cli.init;

/** Names and columns as Spark writes them in DDL. */
final class Ddl {

    private Ddl() {}

    static String name(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : "`" + name.replace("`", "``") + "`";
    }

    static String column(Guess.Column column) {
        return name(column.name()) + " " + column.type() + (column.notNull() ? " NOT NULL" : "");
    }
}
