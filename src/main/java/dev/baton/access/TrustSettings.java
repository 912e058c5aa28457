package dev.baton.access;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The issuers whose tokens of people are believed, each under a name of its own.
@ConfigurationProperties("baton.trust")
record TrustSettings(@DefaultValue Map<String, Issuer> issuers) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

    TrustSettings {
        issuers = Map.copyOf(issuers);
        issuers.keySet()
                .forEach(name -> require(
                        NAME.matcher(name).matches(),
                        "issuers." + name + ": a name has up to 30 small letters, digits and dashes"));
        require(
                issuers.values().stream().map(Issuer::issuer).distinct().count() == issuers.size(),
                "issuers: an issuer is named twice");
    }

    /// What is believed of an issuer's tokens.
    ///
    /// @param issuer their `iss`, letter by letter; also where the provider describes itself, by OpenID Connect
    ///     Discovery
    /// @param jwkSetUri where its keys are, or null to find them by discovery
    /// @param audience what has to be among their `aud`
    /// @param rolesClaim where their roles are, a list or words; dots lead into objects
    /// @param workspaceClaim where their workspace is, its id or its name; dots lead into objects
    /// @param workspaces those that its tokens may be for, as they name them; null for all
    /// @param roleNames what the issuer calls the roles, where it does not call them as Baton does
    /// @param installationAdmins whether its tokens may bear the role INSTALLATION_ADMIN; one whose people belong
    ///     to a tenant must not
    /// @param clockSkew how far its clock may be off, five minutes at most
    record Issuer(
            String issuer,
            @Nullable URI jwkSetUri,
            @DefaultValue("baton") String audience,
            @DefaultValue("roles") String rolesClaim,
            @DefaultValue("workspace") String workspaceClaim,
            @Nullable Set<String> workspaces,
            @DefaultValue Map<Role, String> roleNames,
            @DefaultValue("false") boolean installationAdmins,
            @DefaultValue("30s") Duration clockSkew) {

        private static final Duration MOST_SKEW = Duration.ofMinutes(5);

        Issuer {
            workspaces = workspaces == null ? null : Set.copyOf(workspaces);
            require(
                    workspaces == null || !workspaces.isEmpty(),
                    "issuers: workspaces is empty; name some, or leave it out for all");
            roleNames = Map.copyOf(roleNames);
            require(!issuer.isBlank(), "issuers: an issuer is blank");
            require(!audience.isBlank(), "issuers: an audience is blank");
            require(!rolesClaim.isBlank() && !workspaceClaim.isBlank(), "issuers: a claim's name is blank");
            require(
                    !clockSkew.isNegative() && clockSkew.compareTo(MOST_SKEW) <= 0,
                    "issuers: a clock-skew is below zero or above five minutes");
        }

        /// The roles that it may give: only Baton itself says who is an agent.
        Set<Role> roles() {
            return installationAdmins
                    ? Set.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.INSTALLATION_ADMIN)
                    : Set.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN);
        }

        boolean isTrustedWith(String workspace) {
            return workspaces == null || workspaces.contains(workspace);
        }

        String nameOf(Role role) {
            return roleNames.getOrDefault(role, role.name());
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("baton.trust." + otherwise);
        }
    }
}
