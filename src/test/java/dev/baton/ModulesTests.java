package dev.baton;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import dev.baton.testing.BesideOthers;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

@BesideOthers
class ModulesTests {

    @Test
    void everyPackageUsesOnlyWhatItSays() {
        ApplicationModules.of(BatonApplication.class).verify();
    }

    @Test
    void aPackageThatUsesMoreIsNoticed() {
        assertThatThrownBy(() -> ApplicationModules.of("dev.baton.trespass", (ImportOption) _ -> true)
                        .verify())
                .isInstanceOf(Violations.class)
                .hasMessageContaining("Module 'guest' depends on module 'host'");
    }
}
