//! `assume-role`: long-term access keys, which sign the request, and the MFA device of their user.

use super::data::{IdentityData, UserKeys};
use super::spec::{BuildContext, IdentitySpec, SettingPrompt};
use crate::request::hint::{HintText, hint};
use crate::request::option::Opt;
use crate::request::option_spec::{Heading, OptionSpec, option};
use crate::request::options::{ACCESS_KEY, EXTERNAL_ID, SECRET_KEY_FILE, SOURCE_PROFILE};
use crate::request::settings::{Settings, missing};
use crate::request::{
    Endpoint, KeyField, KeySource, OneTimeCode, ParameterSource, ProofSource, RequestError, SecretPrompt, SecretSource, Secrets, StsAction,
    UsageError,
};
use crate::sys::Environment;
use secrecy::SecretString;

/// Long-term access keys.
#[derive(Clone, Debug)]
pub struct AccessKeys {
    /// The source of the keys.
    pub keys: KeySource,
    /// The external ID (`ExternalId`), which AWS requires for cross-account roles.
    pub external_id: Option<String>,
    /// The MFA device of the user.
    pub mfa: Option<MfaDevice>,
}

/// An MFA device, and the source of its one-time code.
#[derive(Clone, Debug)]
pub struct MfaDevice {
    /// The ARN or serial number (`SerialNumber`).
    pub serial: String,
    /// The source of the code (`TokenCode`), which the server accepts once.
    pub code: OneTimeCode,
}

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "long-term access keys",
    notes: "The secret key is read from AWS_SECRET_ACCESS_KEY, a file or a prompt, never\n\
            from a flag.",
    examples: &[
        "sts-cli assume-role --endpoint https://minio.example:9000 \\\n  \
             --source-profile keys --save keys",
        "eval \"$(sts-cli assume-role --profile keys -o env)\"",
    ],
    sandbox_example: "AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY \\\n    \
            AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY sts-cli assume-role",
    options: &[KEY_OPTIONS, MFA_OPTIONS, &[&EXTERNAL_ID.spec]],
    login_choice: Some("access key and secret key"),
    login_prompts: &[SettingPrompt::new(&ACCESS_KEY.spec, "Your access key")],
    secret_variables,
    ..IdentitySpec::new("assume-role", "Exchange long-term access keys for temporary credentials", &ACTION)
};

/// The options that supply the keys.
pub(super) const KEY_OPTIONS: &[&OptionSpec] = &[&ACCESS_KEY.spec, &SECRET_KEY_FILE.spec, &SOURCE_PROFILE.spec];

/// The number of digits of a one-time code (`TokenCode`).
const CODE_DIGITS: usize = 6;
/// The shortest and the longest serial number of an MFA device (`SerialNumber`).
const SERIAL_LENGTH: std::ops::RangeInclusive<usize> = 9..=256;

static MFA_SERIAL: Opt<String> = Opt::parsed(
    option("mfa-serial", "ARN", "ARN or serial number of the MFA device")
        .example("arn:aws:iam::123456789012:mfa/alice")
        .details(", whose code is sent with the keys")
        .heading(Heading::Login)
        .setup(38),
    parse_serial,
);
static TOKEN_CODE: Opt<SecretString> = Opt::parsed(
    option("token-code", "CODE", "One-time code of the MFA device")
        .example("123456")
        .details(" (six digits) [default: prompt]")
        .heading(Heading::Login)
        .per_invocation(),
    parse_code,
);

/// The options that name an MFA device and supply its code.
pub(crate) const MFA_OPTIONS: &[&OptionSpec] = &[&MFA_SERIAL.spec, &TOKEN_CODE.spec];

/// The prompt for the one-time code.
pub static TOKEN_CODE_PROMPT: SecretPrompt = SecretPrompt {
    accepts: is_code,
    expected: "six digits",
    ..SecretPrompt::new("One-time code", || HintText::SetOption(&TOKEN_CODE.spec).into())
};

static ACTION: StsAction = StsAction { name: "AssumeRole", ..StsAction::FORM };

/// The prompt for the secret key.
pub static SECRET_KEY_PROMPT: SecretPrompt =
    SecretPrompt::new("Secret key", || hint!("set AWS_SECRET_ACCESS_KEY, or use ", SECRET_KEY_FILE));

/// The AWS variables for an access key, its secret and its session token.
const ACCESS_KEY_VARIABLE: &str = "AWS_ACCESS_KEY_ID";
const SECRET_KEY_VARIABLE: &str = "AWS_SECRET_ACCESS_KEY";
const SESSION_TOKEN_VARIABLE: &str = "AWS_SESSION_TOKEN";

pub(super) fn build(context: &BuildContext<'_>) -> Result<AccessKeys, UsageError> {
    let external_id = context.settings.text(&EXTERNAL_ID).map(str::to_owned);
    Ok(AccessKeys { keys: KeySource::from_settings(context)?, external_id, mfa: MfaDevice::from_settings(context.settings)? })
}

fn parse_serial(text: &str) -> Result<String, RequestError> {
    if SERIAL_LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    Err(RequestError::malformed(text, "an ARN or serial number of an MFA device: it has 9 to 256 characters without whitespace"))
}

/// Parses a one-time code. The error does not show it.
fn parse_code(text: &str) -> Result<SecretString, RequestError> {
    if is_code(text) {
        return Ok(SecretString::from(text));
    }
    Err(RequestError::malformed("…", "a one-time code: it has six digits"))
}

fn is_code(text: &str) -> bool {
    text.len() == CODE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the AWS variables to read for the configured access key: of its secret and its session token.
///
/// `AWS_SECRET_ACCESS_KEY` belongs to `AWS_ACCESS_KEY_ID`, so it is not used with a different access key.
pub(super) fn secret_variables(settings: &Settings, environment: &Environment) -> Vec<&'static str> {
    let Some(access_key) = settings.text(&ACCESS_KEY).filter(|_| settings.text(&SOURCE_PROFILE).is_none()) else {
        return Vec::new();
    };
    let matches_access_key = environment.get(ACCESS_KEY_VARIABLE).is_none_or(|variable| variable == access_key);
    let has_no_file = settings.path(&SECRET_KEY_FILE).is_none();
    let all = [
        (SECRET_KEY_VARIABLE, matches_access_key && has_no_file),
        (SESSION_TOKEN_VARIABLE, settings.is_from_variable(&ACCESS_KEY, ACCESS_KEY_VARIABLE)),
    ];
    let set = all.into_iter().filter(|(name, applies)| *applies && environment.get(name).is_some());
    set.map(|(name, _)| name).collect()
}

impl AccessKeys {
    /// Returns the parameters that accompany the keys.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&'static str, ParameterSource<'_>)> {
        let external_id = self.external_id.as_deref().map(|id| ("ExternalId", ParameterSource::Text(id)));
        external_id.into_iter().chain(self.mfa.iter().flat_map(MfaDevice::parameters))
    }
}

impl KeySource {
    /// Returns the keys: of an AWS profile, else of options, else of AWS variables. A missing secret key is prompted for.
    pub(super) fn from_settings(context: &BuildContext<'_>) -> Result<Self, UsageError> {
        let (settings, environment) = (context.settings, &context.deps.environment);
        if let Some(profile) = settings.text(&SOURCE_PROFILE) {
            return Ok(Self::Profile(profile.to_owned()));
        }
        let access_key = settings.required(&ACCESS_KEY, "the access key")?.to_owned();
        let applicable = secret_variables(settings, environment);
        let variable = |name| {
            let value = environment.get(name).filter(|_| applicable.contains(&name));
            value.map(|secret| SecretSource::Value(SecretString::from(secret)))
        };
        let file = settings.path(&SECRET_KEY_FILE).map(SecretSource::File);
        let secret_key = file.or_else(|| variable(SECRET_KEY_VARIABLE)).unwrap_or(SecretSource::Prompt(&SECRET_KEY_PROMPT));
        Ok(Self::Given { access_key, secret_key, session_token: variable(SESSION_TOKEN_VARIABLE) })
    }

    /// Returns the fields of keys whose secret is prompted for; others are checked by the server each time.
    pub(super) fn key_fields(&self, identity: &str, endpoint: &Endpoint) -> Option<Vec<KeyField>> {
        match self {
            Self::Given { access_key, session_token: None, secret_key: SecretSource::Prompt(_) } => {
                Some(vec![("identity", identity.to_owned()), ("access key", access_key.clone()), ("at", endpoint.address().to_owned())])
            }
            Self::Given { access_key: _, session_token: _, secret_key: _ } | Self::Profile(_) => None,
        }
    }
}

impl MfaDevice {
    /// Returns the device, if one is set. A missing code is prompted for.
    pub(super) fn from_settings(settings: &Settings) -> Result<Option<Self>, UsageError> {
        let code = settings.value(&TOKEN_CODE)?;
        match settings.value(&MFA_SERIAL)? {
            Some(serial) => Ok(Some(Self { serial, code: code.map_or(OneTimeCode::Prompt, OneTimeCode::supplied) })),
            None if code.is_some() => Err(missing(&MFA_SERIAL, "the MFA device of the one-time code")),
            None => Ok(None),
        }
    }

    /// Returns the parameters that name the device and prove its possession.
    pub(super) fn parameters(&self) -> [(&'static str, ParameterSource<'_>); 2] {
        [("SerialNumber", ParameterSource::Text(&self.serial)), ("TokenCode", ParameterSource::OneTimeCode(&self.code))]
    }

    /// Returns the fields of keys with this device. It belongs to one user, so keys that are supplied each time are no obstacle, unless
    /// they are temporary.
    pub(super) fn key_fields(&self, identity: &str, keys: &KeySource, endpoint: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { serial, code: _ } = self; // a one-time code is in no key
        let keys = match keys {
            KeySource::Given { access_key, secret_key: _, session_token: None } => ("access key", access_key.clone()),
            KeySource::Profile(name) => ("aws profile", name.clone()),
            KeySource::Given { access_key: _, secret_key: _, session_token: Some(_) } => return None,
        };
        Some(vec![("identity", identity.to_owned()), keys, ("mfa serial", serial.clone()), ("at", endpoint.address().to_owned())])
    }
}

impl IdentityData for AccessKeys {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        ProofSource::Secrets(Secrets { parameters: self.parameters().collect(), keys: Some(&self.keys), user_parameter: "" })
    }

    fn key_fields(&self, endpoint: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { keys, external_id, mfa } = self;
        let external_id = ("external id", external_id.clone().unwrap_or_default());
        let (mut fields, place) = match mfa {
            Some(mfa) => (mfa.key_fields(SPEC.name, keys, endpoint)?, 4),
            None => (keys.key_fields(SPEC.name, endpoint)?, 2),
        };
        fields.insert(place, external_id); // where it has always been
        Some(fields)
    }

    fn user_keys(&self) -> Option<UserKeys<'_>> {
        Some(UserKeys { keys: &self.keys, code: self.mfa.as_ref().map(|mfa| &mfa.code) })
    }
}
