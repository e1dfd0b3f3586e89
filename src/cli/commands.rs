//! The definitions of all commands: name, help, options and the function that runs them.

use super::arguments::{profile_argument, profile_argument_with_help};
use super::identities;
use super::invocation::CommandSpec;
use super::option_groups::{CLIENT, COMMON, FILE, LOGOUT, OUTPUTS, OUTPUTS_WITHOUT_SAVE, PROMPTS, PROMPTS_WITHOUT_PORT, SHARED, WRITE};
use super::option_spec::OptionSpec;
use super::options::{ALL, ENDPOINT_FORM, ENDPOINT_PORT, EVERYWHERE, FORCE, FORGET, JSON, ONLINE, RENEW, SCOPES, TIMEOUT};
use super::{completions, configure, exec, get, login, logout, profiles, serve, status};
use clap::Command;
use std::ffi::OsString;

const LOGIN_GROUP: &str = "Log in and get credentials";
const PROFILE_GROUP: &str = "Use a profile";
#[cfg(feature = "sandbox")]
const SANDBOX_GROUP: &str = "Try it";

const DEFAULTS: CommandSpec = CommandSpec {
    name: "",
    group: LOGIN_GROUP,
    about: "",
    after_help: "",
    options: &[COMMON],
    excluded_options: &[],
    extra_arguments: std::convert::identity,
    run: get::run,
    identity: None,
};

/// All commands, in the order of the help.
pub(super) static COMMANDS: &[CommandSpec] = &[
    CommandSpec {
        name: "web-identity",
        about: "Get credentials with OpenID Connect (browser login or a token)",
        after_help: "Each flag can also be set by a variable, such as STS_CLI_CLIENT_ID for\n\
            --client-id. Set a confidential client's secret in STS_CLI_CLIENT_SECRET.\n\n\
            The flags of MinIO's sample program work too, with one dash or two:\n  \
            -sts-ep -config-ep -cid -csec -cscopes -port\n\n\
            More token sources: aws, kubernetes, gitlab, buildkite, circleci.\n\n\
            Example:\n  \
            eval \"$(sts-cli web-identity --endpoint https://minio.example:9000 \\\n    \
            --issuer https://id.example/realms/prod --client-id sts-cli -o env)\"\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli web-identity --token file:\"$SANDBOX_ID_TOKEN_FILE\"",
        options: identities::WEB_IDENTITY.options,
        identity: Some(&identities::WEB_IDENTITY),
        ..DEFAULTS
    },
    CommandSpec {
        name: "client-grants",
        about: "Get credentials as a service (OAuth client credentials)",
        after_help: "Set the client secret in STS_CLI_CLIENT_SECRET.\n\n\
            The flags of MinIO's sample program work too, with one dash or two:\n  \
            -sts-ep -idp-ep -cid -csec\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli client-grants --cid robot \\\n    \
            --client-secret-file \"$SANDBOX_ROBOT_SECRET_FILE\"",
        options: identities::CLIENT_GRANTS.options,
        identity: Some(&identities::CLIENT_GRANTS),
        ..DEFAULTS
    },
    CommandSpec {
        name: "ldap",
        about: "Get credentials with an LDAP user name and password",
        after_help: "The password cannot be given as a flag: sts-cli prompts for it, or reads it\n\
            from a file or a command.\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli ldap --user alice --password-file \"$SANDBOX_LDAP_PASSWORD_FILE\"",
        options: identities::LDAP.options,
        identity: Some(&identities::LDAP),
        ..DEFAULTS
    },
    CommandSpec {
        name: "certificate",
        about: "Get credentials with a TLS client certificate",
        after_help: "Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli certificate --endpoint \"$SANDBOX_TLS_ENDPOINT\" \\\n    \
            --ca-bundle \"$SANDBOX_CA\" --client-cert \"$SANDBOX_CLIENT_CERT\" \\\n    \
            --client-key \"$SANDBOX_CLIENT_KEY\"",
        options: identities::CERTIFICATE.options,
        identity: Some(&identities::CERTIFICATE),
        ..DEFAULTS
    },
    CommandSpec {
        name: "custom-token",
        about: "Get credentials with a token for the server's identity plugin",
        after_help: "Token sources: file:PATH, env:NAME, cmd:PROGRAM, or `-` for stdin.\n\
            --role-arn is required: the role of the plugin.\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli custom-token --token file:\"$SANDBOX_CUSTOM_TOKEN_FILE\" \\\n    \
            --role-arn \"$SANDBOX_ROLE_ARN\"",
        options: identities::CUSTOM_TOKEN.options,
        identity: Some(&identities::CUSTOM_TOKEN),
        ..DEFAULTS
    },
    CommandSpec {
        name: "assume-role",
        about: "Exchange long-term access keys for temporary credentials",
        after_help: "The secret key is read from AWS_SECRET_ACCESS_KEY, a file or a prompt, never\n\
            from a flag.\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY \\\n    \
            AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY sts-cli assume-role",
        options: identities::ASSUME_ROLE.options,
        identity: Some(&identities::ASSUME_ROLE),
        ..DEFAULTS
    },
    CommandSpec {
        name: "get",
        group: PROFILE_GROUP,
        about: "Get the credentials of a profile",
        after_help: "Without PROFILE, uses the profile named by STS_CLI_PROFILE, else by `default`\n\
            in config.toml.\n\n\
            Example:\n  \
            eval \"$(sts-cli get prod -o env)\"",
        options: &[PROMPTS, SHARED, WRITE, FILE, COMMON],
        extra_arguments: |command| command.arg(profile_argument()),
        ..DEFAULTS
    },
    CommandSpec {
        name: "configure",
        group: PROFILE_GROUP,
        about: "Configure a tool to fetch credentials from sts-cli",
        after_help: "These tools use an AWS profile of the same name, which is created as well.\n\
            mc cannot fetch credentials, so its file gets the keys; --watch renews them.\n\n\
            Examples:\n  sts-cli configure aws prod\n  sts-cli configure rclone prod --dry-run",
        options: &[FILE, PROMPTS, &[&TIMEOUT.spec], COMMON],
        extra_arguments: configure::arguments,
        run: configure::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "exec",
        group: PROFILE_GROUP,
        about: "Run a command with the credentials of a profile",
        after_help: "The command gets the variables of -o env, and those of mc and rclone with the\n\
            profile as alias and remote. With --renew it gets a private endpoint instead,\n\
            from which AWS SDKs and rclone fetch renewed credentials; mc cannot use it.\n\n\
            Returns the exit code of the command, 127 if the command does not exist,\n\
            126 if it cannot be run.\n\n\
            Examples:\n  sts-cli exec prod -- mc ls prod/\n  sts-cli exec prod --renew -- rclone sync data prod:backup",
        options: &[&[&RENEW.spec], PROMPTS, SHARED, COMMON],
        excluded_options: OUTPUTS,
        extra_arguments: exec::arguments,
        run: exec::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "serve",
        group: PROFILE_GROUP,
        about: "Serve auto-renewed credentials on a local endpoint",
        after_help: "A container-credentials endpoint for AWS SDKs and tools. It listens on\n\
            127.0.0.1 only and requires a bearer token. SIGTERM and Ctrl-C stop it.\n\n\
            Examples:\n  sts-cli serve prod\n  eval \"$(sts-cli serve prod -o env &)\"    in the background of this shell",
        options: &[&[&ENDPOINT_PORT.spec, &ENDPOINT_FORM.spec], PROMPTS_WITHOUT_PORT, SHARED, COMMON],
        excluded_options: OUTPUTS,
        extra_arguments: |command| command.arg(profile_argument()),
        run: serve::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "login",
        group: PROFILE_GROUP,
        about: "Log in now without printing secrets",
        after_help: "Examples:\n  sts-cli login prod\n  sts-cli login https://minio.example:9000",
        options: &[CLIENT, PROMPTS, SHARED, &[&FORCE.spec], COMMON],
        excluded_options: OUTPUTS_WITHOUT_SAVE,
        extra_arguments: |command| {
            command.arg(profile_argument_with_help("Profile, or the URL of a storage server to create one for [default: as for get]"))
        },
        run: login::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "logout",
        group: PROFILE_GROUP,
        about: "Revoke a login and remove it from this machine",
        after_help: "To select a login without a profile, set --endpoint, --issuer or --client-id;\n\
            unset ones match any login.\n\n\
            Examples:\n  sts-cli logout prod\n  sts-cli logout --endpoint https://minio.example:9000\n  sts-cli logout --all",
        options: &[&[&EVERYWHERE.spec, &FORGET.spec, &ALL.spec], CLIENT, LOGOUT, COMMON],
        excluded_options: &[&SCOPES.spec],
        extra_arguments: |command| {
            let command = command.arg(profile_argument());
            command.mut_args(|arg| if arg.get_id() == ALL.name { arg.conflicts_with("PROFILE") } else { arg })
        },
        run: logout::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "status",
        group: PROFILE_GROUP,
        about: "Show login status without prompting",
        after_help: "Exit codes: 3 if a profile is invalid, 4 if a login is required or a token\n\
            cannot be read; with --online, 5 if the server rejects the credentials, 6 if\n\
            it does not respond.\n\nExample:\n  sts-cli status prod --online",
        options: &[&[&JSON.spec, &ONLINE.spec, &TIMEOUT.spec], COMMON],
        extra_arguments: |command| {
            let command = command.arg(profile_argument_with_help("Profile [default: all of them]"));
            command.mut_args(|arg| if arg.get_id() == ONLINE.name { arg.requires("PROFILE") } else { arg })
        },
        run: status::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "profiles",
        group: PROFILE_GROUP,
        about: "List, show or remove profiles",
        after_help: "Example:\n  sts-cli profiles show prod",
        extra_arguments: profiles::subcommands,
        run: profiles::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "completions",
        group: PROFILE_GROUP,
        about: "Print a shell completion script",
        after_help: completions::HELP,
        options: &[],
        extra_arguments: completions::arguments,
        run: completions::run,
        ..DEFAULTS
    },
    #[cfg(feature = "sandbox")]
    CommandSpec {
        name: "sandbox",
        group: SANDBOX_GROUP,
        about: "Run a local test provider, STS and S3",
        after_help: "Example:\n  \
            sts-cli sandbox --as alice -- sh -c '\"$STS_CLI\" web-identity -o json'",
        extra_arguments: super::sandbox::sandbox_arguments,
        run: super::sandbox::run,
        ..DEFAULTS
    },
    #[cfg(feature = "sandbox")]
    CommandSpec {
        name: "demo",
        group: SANDBOX_GROUP,
        about: "Try a complete login on the sandbox, step by step",
        extra_arguments: super::sandbox::demo_arguments,
        run: super::sandbox::demo,
        ..DEFAULTS
    },
];

/// Finds the command called `name`.
pub(super) fn find(name: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|row| row.name == name)
}

/// Builds clap's command; its arguments are built only when it is parsed.
pub(super) fn clap_command(row: &CommandSpec) -> Command {
    Command::new(row.name).about(row.about).after_help(row.after_help).defer(|command| match find(command.get_name()) {
        Some(row) => (row.extra_arguments)(command.args(row.options().filter_map(OptionSpec::arg))),
        None => command,
    })
}

/// Builds clap's command with only the options that `arguments` may contain.
pub(super) fn partial_command(row: &CommandSpec, arguments: &[OsString]) -> Command {
    let named = row.options().filter(|option| option.may_appear_in(arguments));
    (row.extra_arguments)(Command::new(row.name).args(named.filter_map(OptionSpec::arg)))
}

/// Returns the help template of the root command, with the commands grouped by purpose.
pub(super) fn help_template() -> String {
    let mut template = String::from("{about}\n\n{usage-heading} {usage}\n");
    let mut group = "";
    for row in COMMANDS {
        if row.group != group {
            group = row.group;
            template.push_str(&format!("\n{group}:\n"));
        }
        template.push_str(&format!("  {:<14} {}\n", row.name, row.about));
    }
    template
        + "\nOptions:\n{options}\n\n`sts-cli COMMAND --help` lists the flags of a command. Most can also be set by\na variable or in a profile: --client-id, STS_CLI_CLIENT_ID, client_id.\n"
}
