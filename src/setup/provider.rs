//! The providers: their templates, and what differs between them.

/// The documentation and reports that steps are from: titles with addresses.
pub(crate) type Sources = &'static [(&'static str, &'static str)];

/// The description of the setup of a provider. An empty text means that the usual value applies.
pub(crate) struct ProviderGuide {
    /// The name on the command line.
    pub(crate) name: &'static str,
    /// The name of the product, as its makers write it.
    pub(crate) product: &'static str,
    /// The holders of its tokens, as a noun.
    pub(crate) users: &'static str,
    /// Whether the steps were tried with the provider itself.
    pub(super) is_tried: bool,
    /// The template of the steps.
    pub(super) template: &'static str,
    /// The sources of the steps.
    pub(super) sources: Sources,
    /// The issuer, with placeholders where users have different ones.
    pub(super) issuer: &'static str,
    /// The client ID, if the administrator chooses it.
    pub(super) client_id: &'static str,
    /// The redirect URI to register, if it is not that of sts-cli.
    pub(super) redirect: &'static str,
    /// Whether the provider compares the port of the redirect URI.
    pub(super) compares_port: bool,
    /// The claim with the names of policies; empty if there is none, so that a role is necessary. Of no meaning for jobs.
    pub(super) claim: &'static str,
    /// The scopes to request, if they are not those of sts-cli.
    pub(super) scopes: &'static str,
    /// The further scope that requests the claim `groups`.
    pub(super) scope_of_groups: &'static str,
    /// An authorization parameter to send.
    pub(super) parameter: &'static str,
    /// The properties of tokens that programs get without a login.
    pub(super) jobs: Option<Jobs>,
}

/// The properties of tokens that CI jobs and pods get without a login.
pub(super) struct Jobs {
    /// The source of the token.
    pub(super) token: &'static str,
    /// Whether sts-cli requests the audience.
    pub(super) requests_audience: bool,
    /// The subject of tokens, with placeholders.
    pub(super) subject: &'static str,
    /// The usual name of the profile.
    pub(super) profile: &'static str,
    /// The heading of the steps after those at the storage server.
    pub(super) heading: &'static str,
}

const DEFAULTS: ProviderGuide = ProviderGuide {
    name: "",
    product: "",
    users: "users who log in",
    is_tried: false,
    template: "",
    sources: &[],
    issuer: "",
    client_id: "",
    redirect: "",
    compares_port: false,
    claim: "policy",
    scopes: "openid profile email offline_access", // the last one requests refresh tokens
    scope_of_groups: "",
    parameter: "",
    jobs: None,
};

/// All providers, in the order of the menu.
pub(crate) static PROVIDERS: [ProviderGuide; 13] = [
    ProviderGuide {
        name: "keycloak",
        product: "Keycloak",
        is_tried: true,
        template: include_str!("providers/keycloak.md"),
        sources: &[("Server Administration Guide", "https://www.keycloak.org/docs/latest/server_admin/")],
        issuer: "https://<Keycloak host>/realms/<realm>",
        client_id: "sts-cli",
        scopes: "",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "dex",
        product: "Dex",
        template: include_str!("providers/dex.md"),
        sources: &[
            ("Public clients", "https://dexidp.io/docs/configuration/custom-scopes-claims-clients/"),
            ("Configuring OpenID Connect", "https://dexidp.io/docs/guides/using-dex/"),
        ],
        issuer: "https://<Dex host>",
        client_id: "sts-cli",
        redirect: "http://localhost/oauth2/callback",
        claim: "",
        scope_of_groups: "groups",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "okta",
        product: "Okta",
        template: include_str!("providers/okta.md"),
        sources: &[
            ("Add a groups claim", "https://developer.okta.com/docs/guides/customize-tokens-groups-claim/"),
            ("access tokens", "https://github.com/minio/minio/issues/14328"),
            ("redirect URIs", "https://github.com/openid/AppAuth-iOS/issues/357"),
        ],
        issuer: "https://<company>.okta.com/oauth2/default",
        compares_port: true,
        scope_of_groups: "groups",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "entra",
        product: "Microsoft Entra ID",
        template: include_str!("providers/entra.md"),
        sources: &[
            ("Redirect URI restrictions", "https://learn.microsoft.com/entra/identity-platform/reply-url"),
            ("Add a redirect URI", "https://learn.microsoft.com/entra/identity-platform/how-to-add-redirect-uri"),
            ("App roles", "https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps"),
        ],
        issuer: "https://login.microsoftonline.com/<tenant ID>/v2.0",
        redirect: "http://localhost",
        claim: "roles",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "auth0",
        product: "Auth0",
        template: include_str!("providers/auth0.md"),
        sources: &[
            ("Custom claims", "https://auth0.com/docs/troubleshoot/product-lifecycle/past-migrations/custom-claims-migration"),
            ("post-login trigger", "https://auth0.com/docs/customize/actions/explore-triggers/post-login"),
            ("Token used before issued", "https://github.com/minio/object-browser/issues/2100"),
        ],
        issuer: "https://<company>.auth0.com/",
        compares_port: true,
        ..DEFAULTS
    },
    ProviderGuide {
        name: "google",
        product: "Google",
        template: include_str!("providers/google.md"),
        sources: &[
            ("OAuth 2.0 for desktop apps", "https://developers.google.com/identity/protocols/oauth2/native-app"),
            ("OpenID Connect", "https://developers.google.com/identity/openid-connect/openid-connect"),
        ],
        issuer: "https://accounts.google.com",
        claim: "",
        parameter: "prompt=consent",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "authentik",
        product: "authentik",
        template: include_str!("providers/authentik.md"),
        sources: &[
            ("OAuth2 provider", "https://docs.goauthentik.io/add-secure-apps/providers/oauth2/"),
            ("MinIO", "https://integrations.goauthentik.io/infrastructure/minio/"),
        ],
        issuer: "https://<authentik host>/application/o/<application>/",
        compares_port: true,
        scopes: "openid profile email minio offline_access",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "authelia",
        product: "Authelia",
        template: include_str!("providers/authelia.md"),
        sources: &[
            ("OpenID Connect claims", "https://www.authelia.com/integration/openid-connect/openid-connect-1.0-claims/"),
            ("MinIO", "https://www.authelia.com/integration/openid-connect/clients/minio/"),
        ],
        issuer: "https://<Authelia host>",
        client_id: "sts-cli",
        compares_port: true,
        claim: "groups",
        scopes: "openid profile email groups offline_access",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "zitadel",
        product: "Zitadel",
        template: include_str!("providers/zitadel.md"),
        sources: &[
            ("Applications", "https://zitadel.com/docs/concepts/structure/applications"),
            ("Complement token flow", "https://zitadel.com/docs/apis/actions/complement-token"),
        ],
        issuer: "https://<company>.zitadel.cloud",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "gitlab-login",
        product: "GitLab",
        template: include_str!("providers/gitlab-login.md"),
        sources: &[
            ("GitLab as OpenID Connect provider", "https://docs.gitlab.com/integration/openid_connect_provider/"),
            ("groups in userinfo", "https://github.com/minio/minio/issues/12367"),
            ("claim_userinfo", "https://github.com/minio/minio/issues/12469"),
        ],
        issuer: "https://gitlab.com",
        compares_port: true,
        claim: "",
        scopes: "",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "gitlab",
        product: "GitLab",
        users: "CI jobs",
        template: include_str!("providers/gitlab.md"),
        sources: &[("ID tokens", "https://docs.gitlab.com/ci/secrets/id_token_authentication/")],
        issuer: "https://gitlab.com",
        jobs: Some(Jobs {
            token: "gitlab",
            requests_audience: true,
            subject: "project_path:<group>/<project>:*",
            profile: "ci",
            heading: "In the project",
        }),
        ..DEFAULTS
    },
    ProviderGuide {
        name: "github",
        product: "GitHub Actions",
        users: "jobs",
        template: include_str!("providers/github.md"),
        sources: &[("OpenID Connect reference", "https://docs.github.com/en/actions/reference/security/oidc")],
        issuer: "https://token.actions.githubusercontent.com",
        jobs: Some(Jobs {
            token: "github",
            requests_audience: true,
            subject: "repo:<owner>/<repository>:*",
            profile: "ci",
            heading: "In the repository",
        }),
        ..DEFAULTS
    },
    ProviderGuide {
        name: "kubernetes",
        product: "Kubernetes",
        users: "pods",
        template: include_str!("providers/kubernetes.md"),
        sources: &[
            ("Service account tokens", "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"),
            ("STS for MinIO Operator", "https://min.io/docs/minio/kubernetes/upstream/developers/sts-for-operator.html"),
        ],
        issuer: "https://<issuer of the cluster>",
        jobs: Some(Jobs {
            token: "file:/var/run/secrets/minio/token",
            requests_audience: false,
            subject: "system:serviceaccount:<namespace>:<account>",
            profile: "pods",
            heading: "In the pod",
        }),
        ..DEFAULTS
    },
];

impl ProviderGuide {
    /// Returns the provider with this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        PROVIDERS.iter().find(|provider| provider.name == name)
    }

    /// Returns the name of the profile, if there is none yet.
    pub(super) fn usual_profile(&self) -> &'static str {
        self.jobs.as_ref().map_or("prod", |jobs| jobs.profile)
    }
}
