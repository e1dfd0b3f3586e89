//! `assume-role`: long-term access keys, which sign the request.

use super::data::IdentityData;
use super::spec::{BuildContext, IdentitySpec, SettingPrompt};
use crate::request::hint::hint;
use crate::request::option_spec::OptionSpec;
use crate::request::options::{ACCESS_KEY, EXTERNAL_ID, SECRET_KEY_FILE, SOURCE_PROFILE};
use crate::request::settings::Settings;
use crate::request::{
    Endpoint, KeyField, KeySource, ParameterSource, ProofSource, SecretPrompt, SecretSource, Secrets, StsAction, UsageError,
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
    options: &[KEY_OPTIONS, &[&EXTERNAL_ID.spec]],
    login_choice: Some("access key and secret key"),
    login_prompts: &[SettingPrompt::new(&ACCESS_KEY.spec, "Your access key")],
    secret_variables,
    ..IdentitySpec::new("assume-role", "Exchange long-term access keys for temporary credentials", &ACTION)
};

/// The options that supply the keys.
pub(super) const KEY_OPTIONS: &[&OptionSpec] = &[&ACCESS_KEY.spec, &SECRET_KEY_FILE.spec, &SOURCE_PROFILE.spec];

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
    Ok(AccessKeys { keys: KeySource::from_settings(context)?, external_id })
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

impl IdentityData for AccessKeys {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        let external_id = self.external_id.as_deref().map(|id| ("ExternalId", ParameterSource::Text(id)));
        ProofSource::Secrets(Secrets { parameters: Vec::from_iter(external_id), keys: Some(&self.keys), user_parameter: "" })
    }

    fn key_fields(&self, endpoint: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { keys, external_id } = self;
        let mut fields = keys.key_fields(SPEC.name, endpoint)?;
        fields.insert(2, ("external id", external_id.clone().unwrap_or_default())); // before the endpoint, where it has always been
        Some(fields)
    }

    fn should_probe(&self) -> bool {
        self.keys.may_be_temporary() // which some dialects refuse
    }
}
