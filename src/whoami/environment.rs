//! Credentials in environment variables, as `-o env` sets them and AWS SDKs read them, and the request that reaches their server.

use crate::credentials::{Credentials, is_secret};
use crate::request::{AccessKeys, CachePolicy, Delivery, Endpoint, Identity, KeySource, Request, RequestError, SecretSource};
use crate::secret::{SecretKey, SessionToken};
use crate::sys::{Environment, Trust};
use jiff::Timestamp;
use secrecy::SecretString;
use std::time::Duration;

const ACCESS_KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET_KEY: &str = "AWS_SECRET_ACCESS_KEY";
/// The variables with a session token; the second is the one of older SDKs.
const SESSION_TOKEN: [&str; 2] = ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"];
const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";
/// The variables with the address of S3, in the order of the AWS SDKs.
const S3_ENDPOINT: [&str; 2] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];
const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
/// Set by `-o env` for a plain http endpoint.
const ALLOW_HTTP: &str = "AWS_ALLOW_HTTP";

/// Credentials in environment variables.
pub(crate) struct EnvironmentKeys {
    /// The credentials; they expire at the end of time if no variable names a time.
    pub credentials: Credentials,
    /// The expiration in `AWS_CREDENTIAL_EXPIRATION`, if it is a time.
    pub expiration: Option<Timestamp>,
    /// Whether that variable is set.
    pub expires: bool,
}

/// Why the variables cannot be used.
#[derive(thiserror::Error)]
pub(crate) enum EnvironmentError {
    /// The access key has no secret key.
    #[error("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")]
    NoSecretKey,
    /// The access key is a secret key or a token; it is not repeated.
    #[error("AWS_ACCESS_KEY_ID holds a secret key or a token instead of an access key")]
    SecretAsAccessKey,
    /// A variable holds an address that cannot be used.
    #[error("{variable}: {source}")]
    Address {
        /// The variable.
        variable: &'static str,
        /// Why.
        source: RequestError,
    },
}
debug_as_display!(EnvironmentError);

/// The connection settings that do not come from the variables of AWS.
pub(crate) struct ConnectionSettings {
    /// The storage server, if none of AWS's variables names one.
    pub endpoint: Option<Endpoint>,
    /// The TLS settings.
    pub trust: Trust,
    /// The longest single wait.
    pub timeout: Duration,
    /// The region, if it is set.
    pub region: Option<String>,
}

impl EnvironmentKeys {
    /// Whether an access key is set.
    pub(crate) fn are_set(environment: &Environment) -> bool {
        environment.get(ACCESS_KEY).is_some()
    }

    /// Reads the variables, of which the access key is set.
    ///
    /// # Errors
    /// [`EnvironmentError::NoSecretKey`], [`EnvironmentError::SecretAsAccessKey`].
    pub(crate) fn read(environment: &Environment) -> Result<Self, EnvironmentError> {
        let access_key = environment.get(ACCESS_KEY).unwrap_or_default();
        let secret_key = environment.get(SECRET_KEY).ok_or(EnvironmentError::NoSecretKey)?;
        if is_secret(access_key) {
            return Err(EnvironmentError::SecretAsAccessKey);
        }
        let session_token = first(&SESSION_TOKEN, environment).map_or("", |(_, token)| token);
        let stated = environment.get(EXPIRATION);
        let expiration = stated.and_then(|time| time.parse().ok());
        let credentials = Credentials {
            access_key: access_key.to_owned(),
            secret_key: SecretKey::new(secret_key.to_owned()),
            session_token: SessionToken::new(session_token.to_owned()),
            expiration: expiration.unwrap_or(Timestamp::MAX),
            granted: Timestamp::UNIX_EPOCH,
            name: None,
            identity: None,
        };
        Ok(Self { credentials, expiration, expires: stated.is_some() })
    }

    /// Returns the variable of AWS that names their server, if one is set.
    pub(crate) fn address_variable(environment: &Environment) -> Option<&'static str> {
        first(&S3_ENDPOINT, environment).map(|(variable, _)| variable)
    }

    /// Returns the request that reaches their server: the one of AWS's variables, else that of `connection`, else AWS.
    ///
    /// # Errors
    /// [`EnvironmentError::Address`].
    pub(crate) fn request(&self, connection: ConnectionSettings, environment: &Environment) -> Result<Request, EnvironmentError> {
        let region = first(&REGION, environment).map(|(_, region)| region.to_owned()).or(connection.region);
        let named = first(&S3_ENDPOINT, environment).map(|(variable, address)| {
            Endpoint::new(address, environment.get(ALLOW_HTTP) == Some("true"))
                .map_err(|source| EnvironmentError::Address { variable, source })
        });
        let (endpoint, is_named) = match (named.transpose()?, connection.endpoint) {
            (Some(named), _) => (named, true),
            (None, Some(endpoint)) => (endpoint, true),
            (None, None) => {
                (sts_of_aws(region.as_deref()).map_err(|source| EnvironmentError::Address { variable: REGION[0], source })?, false)
            }
        };
        let keys = KeySource::Given {
            access_key: self.credentials.access_key.clone(),
            secret_key: SecretSource::Value(SecretString::from("")), // signs nothing: the credentials themselves do
            session_token: None,
        };
        Ok(Request {
            identity: Identity::AccessKeys(AccessKeys { keys, mfa: None, external_id: None }),
            region: region.or_else(|| endpoint.region().map(str::to_owned)).unwrap_or_else(|| "us-east-1".to_owned()),
            s3_endpoint: is_named.then(|| endpoint.clone()),
            endpoint,
            dialect: None,
            policy: None,
            role_arn: None,
            session_name: None,
            duration: None,
            trust: connection.trust,
            timeout: connection.timeout,
            cache_policy: CachePolicy::DISABLED,
            delivery: Delivery::default(),
            profile: None,
        })
    }
}

/// Returns the first of these variables that is set, with its value.
fn first<'a>(names: &[&'static str], environment: &'a Environment) -> Option<(&'static str, &'a str)> {
    names.iter().find_map(|name| Some((*name, environment.get(name)?)))
}

/// Returns AWS's STS in this region, or the global one, whose region is us-east-1.
fn sts_of_aws(region: Option<&str>) -> Result<Endpoint, RequestError> {
    let region = region.unwrap_or("us-east-1");
    let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    Endpoint::new(&format!("https://sts.{region}.{domain}"), false)
}
