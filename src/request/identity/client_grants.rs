//! `client-grants`: a service with its own client ID and secret.

use super::data::IdentityData;
use super::oauth_client::{CLIENT_OPTIONS, CLIENT_SECRET_PROMPT, assertion_key, client_id, client_secret, issuer};
use super::spec::{BuildContext, IdentitySpec};
use super::web_identity;
use crate::request::options::{
    ALLOW_HTTP_ISSUER, AUDIENCE, CLIENT_AUTH, CLIENT_ID, CLIENT_SECRET_FILE, ENDPOINT, ISSUER, RESOURCE, SCOPES, TOKEN_ENDPOINT,
};
use crate::request::settings::Settings;
use crate::request::{
    ClientGrants, Endpoint, Issuer, KeyField, ProofSource, SecretSource, StsAction, TokenProvider, UsageError, UserType, sorted_scopes,
};
use url::Url;

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "OAuth client secret",
    notes: "Set the client secret in STS_CLI_CLIENT_SECRET.\n\n\
            The flags of MinIO's sample program work too, with one dash or two:\n  \
            -sts-ep -idp-ep -cid -csec",
    examples: &[
        "sts-cli client-grants --endpoint https://minio.example:9000 \\\n  \
             --issuer https://id.example/realms/prod --client-id robot --save robot",
        "sts-cli client-grants --profile robot --client-secret-file secret -o json",
    ],
    sandbox_example: "sts-cli client-grants --cid robot \\\n    \
            --client-secret-file \"$SANDBOX_ROBOT_SECRET_FILE\"",
    first_options: &[&ENDPOINT.spec, &ISSUER.spec, &CLIENT_ID.spec, &CLIENT_SECRET_FILE.spec],
    options: &[CLIENT_OPTIONS, &[&TOKEN_ENDPOINT.spec, &AUDIENCE.spec, &RESOURCE.spec]],
    accepts_sample_flags: true,
    user_type: UserType::OpenId,
    ..IdentitySpec::new("client-grants", "Get credentials as a service (OAuth client credentials)", &ACTION)
};

static ACTION: StsAction = StsAction {
    name: "AssumeRoleWithClientGrants",
    token_parameter: "Token",
    is_minio_only: true,
    fallback: Some(&web_identity::ACTION),
    ..StsAction::FORM
};

impl TokenProvider {
    /// Returns the configured token endpoint, else the issuer.
    fn from_settings(settings: &Settings) -> Result<Self, UsageError> {
        let allows_http = settings.is_on(&ALLOW_HTTP_ISSUER);
        match settings.text(&TOKEN_ENDPOINT) {
            Some(url) => Issuer::token_endpoint(url, allows_http).map(Self::Endpoint).map_err(settings.bad_value(&TOKEN_ENDPOINT)),
            None => issuer(settings).map(Self::Issuer),
        }
    }
}

pub(super) fn build(context: &BuildContext<'_>) -> Result<ClientGrants, UsageError> {
    let settings = context.settings;
    let assertion_key = assertion_key(settings)?;
    let prompt = assertion_key.is_none().then_some(SecretSource::Prompt(&CLIENT_SECRET_PROMPT));
    Ok(ClientGrants {
        provider: TokenProvider::from_settings(settings)?,
        client_id: client_id(settings)?,
        client_secret: client_secret(context)?.or(prompt),
        client_auth: settings.value(&CLIENT_AUTH)?,
        assertion_key,
        scopes: settings.value(&SCOPES)?.unwrap_or_default(),
        audience: settings.text(&AUDIENCE).map(str::to_owned),
        resource: settings.text(&RESOURCE).map(str::to_owned),
    })
}

impl IdentityData for ClientGrants {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        ProofSource::ClientCredentials(self)
    }

    fn key_fields(&self, _: &Endpoint) -> Option<Vec<KeyField>> {
        let Self {
            provider,
            client_id,
            scopes,
            audience,
            resource,
            client_secret: _, // a secret is in no key
            client_auth: _,   // does not affect the token
            assertion_key: _,
        } = self;
        let provider = match provider {
            TokenProvider::Issuer(issuer) => issuer.name().to_owned(),
            TokenProvider::Endpoint(url) => url.to_string(),
        };
        Some(vec![
            ("identity", SPEC.name.to_owned()),
            ("provider", provider),
            ("client", client_id.clone()),
            ("scopes", sorted_scopes(scopes)),
            ("audience", audience.clone().unwrap_or_default()),
            ("resource", resource.clone().unwrap_or_default()),
        ])
    }

    fn provider(&self) -> Option<(&str, &Url)> {
        Some(match &self.provider {
            TokenProvider::Issuer(issuer) => (issuer.name(), issuer.discovery()),
            TokenProvider::Endpoint(url) => (url.as_str(), url),
        })
    }
}
