/// The way to PostgreSQL: R2DBC, Flyway, transactions, JSON columns and keyset statements.
@ApplicationModule(allowedDependencies = {"graph"})
@NullMarked
package dev.baton.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
