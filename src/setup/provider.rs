//! The providers: their templates, and what differs between them.

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
        issuer: "https://<Keycloak host>/realms/<realm>",
        client_id: "sts-cli",
        scopes: "",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "dex",
        product: "Dex",
        template: include_str!("providers/dex.md"),
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
        issuer: "https://<company>.okta.com/oauth2/default",
        compares_port: true,
        scope_of_groups: "groups",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "entra",
        product: "Microsoft Entra ID",
        template: include_str!("providers/entra.md"),
        issuer: "https://login.microsoftonline.com/<tenant ID>/v2.0",
        redirect: "http://localhost",
        claim: "roles",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "auth0",
        product: "Auth0",
        template: include_str!("providers/auth0.md"),
        issuer: "https://<company>.auth0.com/",
        compares_port: true,
        ..DEFAULTS
    },
    ProviderGuide {
        name: "google",
        product: "Google",
        template: include_str!("providers/google.md"),
        issuer: "https://accounts.google.com",
        claim: "",
        parameter: "prompt=consent",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "authentik",
        product: "authentik",
        template: include_str!("providers/authentik.md"),
        issuer: "https://<authentik host>/application/o/<application>/",
        compares_port: true,
        scopes: "openid profile email minio offline_access",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "authelia",
        product: "Authelia",
        template: include_str!("providers/authelia.md"),
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
        issuer: "https://<company>.zitadel.cloud",
        ..DEFAULTS
    },
    ProviderGuide {
        name: "gitlab-login",
        product: "GitLab",
        template: include_str!("providers/gitlab-login.md"),
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
