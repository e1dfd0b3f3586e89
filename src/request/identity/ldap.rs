//! `ldap`: a user name and password in the server's LDAP directory.

use super::data::IdentityData;
use super::spec::{BuildContext, IdentitySpec, SettingPrompt};
use crate::request::hint::hint;
use crate::request::option_spec::OptionSpec;
use crate::request::options::{PASSWORD_COMMAND, PASSWORD_FILE, USER};
use crate::request::{
    Endpoint, KeyField, ParameterSource, ProofSource, SecretPrompt, SecretSource, Secrets, StsAction, UsageError, UserType,
};

/// A user name and password in the server's LDAP directory.
#[derive(Clone, Debug)]
pub struct Ldap {
    /// The user name; `None`: prompt for it.
    pub user: Option<String>,
    /// The source of the password.
    pub password: SecretSource,
    /// A program with arguments that prints the password; overrides `password`.
    pub password_command: Option<Vec<String>>,
}

pub(super) static SPEC: IdentitySpec = IdentitySpec {
    brief: "name and password",
    notes: "The password cannot be given as a flag: sts-cli prompts for it, or reads it\n\
            from a file or a command.",
    examples: &[
        "sts-cli ldap --endpoint https://minio.example:9000 --user alice --save ldap",
        "sts-cli ldap --profile ldap --password-file password -o json",
    ],
    sandbox_example: "sts-cli ldap --user alice --password-file \"$SANDBOX_LDAP_PASSWORD_FILE\"",
    options: &[OPTIONS],
    login_choice: Some("LDAP user name and password"),
    login_prompts: &[SettingPrompt::new(&USER.spec, "Your login name")],
    user_type: UserType::Ldap,
    ..IdentitySpec::new("ldap", "Get credentials with an LDAP user name and password", &ACTION)
};

const OPTIONS: &[&OptionSpec] = &[&USER.spec, &PASSWORD_FILE.spec, &PASSWORD_COMMAND.spec];

static ACTION: StsAction = StsAction { name: "AssumeRoleWithLDAPIdentity", ..StsAction::FORM };

/// The name of the parameter that holds the user name.
const USER_PARAMETER: &str = "LDAPUsername";

/// The prompt for the user name.
pub static USER_NAME_PROMPT: SecretPrompt = SecretPrompt::new("User name", || hint!("set it with ", USER));

/// The prompt for the password.
pub static PASSWORD_PROMPT: SecretPrompt = SecretPrompt::new("Password", || hint!("set it with ", PASSWORD_FILE, " or ", PASSWORD_COMMAND));

pub(super) fn build(context: &BuildContext<'_>) -> Result<Ldap, UsageError> {
    let settings = context.settings;
    Ok(Ldap {
        user: settings.text(&USER).map(str::to_owned),
        password: settings.path(&PASSWORD_FILE).map_or(SecretSource::Prompt(&PASSWORD_PROMPT), SecretSource::File),
        password_command: settings.value(&PASSWORD_COMMAND)?,
    })
}

impl IdentityData for Ldap {
    fn spec(&self) -> &'static IdentitySpec {
        &SPEC
    }

    fn proof_source(&self) -> ProofSource<'_> {
        let user = self.user.as_deref().map_or(ParameterSource::Prompt(&USER_NAME_PROMPT), ParameterSource::Text);
        let password = self.password_command.as_deref().map_or(ParameterSource::Secret(&self.password), ParameterSource::Command);
        let parameters = vec![(USER_PARAMETER, user), ("LDAPPassword", password)];
        ProofSource::Secrets(Secrets { parameters, user_parameter: USER_PARAMETER, keys: None })
    }

    fn key_fields(&self, endpoint: &Endpoint) -> Option<Vec<KeyField>> {
        let Self { user, password: _, password_command: _ } = self; // secrets: a login without a prompt is not cached
        Some(vec![("identity", "ldap".to_owned()), ("user", user.clone()?), ("at", endpoint.address().to_owned())])
    }

    fn is_user_login(&self) -> bool {
        true
    }
}
