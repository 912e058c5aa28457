@ApplicationModule(allowedDependencies = {})
package dev.baton.trespass.guest;

import org.springframework.modulith.ApplicationModule;
