//! The commands, one row each: name, help, options, and what runs them.

use super::identities::{self, IdentityOf};
use super::option::Opt;
use super::options::{
    ASKING, ASKING_BUT_PORT, ASSUME_ROLE, CLIENT, CLIENT_GRANTS, CUSTOM_TOKEN, ENDPOINT_FORM, ENDPOINT_PORT, EVERYWHERE, FILE, JSON, LDAP,
    ONLINE, OUTPUTS, RENEW, SHARED, TALK, WEB_IDENTITY, WRITE,
};
use super::{Call, completions, configure, exec, get, login, logout, profile_file, profiles, serve, status};
use crate::error::Failure;
use clap::{Arg, Command};

/// A command.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// The group that it stands under in the list of commands.
    pub(super) group: &'static str,
    pub(super) about: &'static str,
    pub(super) after_help: &'static str,
    pub(super) options: &'static [&'static [&'static Opt]],
    /// Those of them that it does not take.
    pub(super) without: &'static [&'static Opt],
    /// What it takes besides options.
    pub(super) more: fn(Command) -> Command,
    pub(super) run: fn(Call<'_>) -> Result<u8, Failure>,
    /// What its options mean, where the command is an identity.
    pub(super) identity: Option<IdentityOf>,
}

const LOG_IN: &str = "Log in and get credentials";
const USE: &str = "Use a profile";
#[cfg(feature = "sandbox")]
const TRY: &str = "Try it";

const EMPTY: Row = Row {
    name: "",
    group: LOG_IN,
    about: "",
    after_help: "",
    options: &[TALK],
    without: &[],
    more: std::convert::identity,
    run: get::identity,
    identity: None,
};

/// All commands, in the order of the help.
pub(super) static ROWS: &[Row] = &[
    Row {
        name: "web-identity",
        about: "Log in with OpenID Connect, or bring a token of it",
        after_help: "Each flag can stand in a variable: --client-id in STS_CLI_CLIENT_ID, and so on;\n\
            STS_CLI_CLIENT_SECRET holds a confidential client's secret.\n\n\
            The flags of MinIO's sample program work too, with one dash or two:\n  \
            -sts-ep -config-ep -cid -csec -cscopes -port\n\n\
            Other sources of a token: aws, kubernetes, gitlab, buildkite, circleci.\n\n\
            Example:\n  \
            eval \"$(sts-cli web-identity --endpoint https://minio.example:9000 \\\n    \
            --issuer https://id.example/realms/prod --client-id sts-cli -o env)\"\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli web-identity --token file:\"$SANDBOX_ID_TOKEN_FILE\"",
        options: &[CLIENT, WEB_IDENTITY, ASKING, SHARED, WRITE, FILE, TALK],
        identity: Some(identities::web_identity),
        ..EMPTY
    },
    Row {
        name: "client-grants",
        about: "Log in as a service, with a client id and a secret",
        after_help: "STS_CLI_CLIENT_SECRET holds the client's secret.\n\n\
            The flags of MinIO's sample program work too, with one dash or two:\n  \
            -sts-ep -idp-ep -cid -csec\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli client-grants --cid robot --client-secret-file \"$SANDBOX_ROBOT_SECRET_FILE\"",
        options: &[CLIENT, CLIENT_GRANTS, SHARED, WRITE, FILE, TALK],
        identity: Some(identities::client_grants),
        ..EMPTY
    },
    Row {
        name: "ldap",
        about: "Log in with a name and a password of the server's directory",
        after_help: "The password is never a flag's value: it is asked for on the terminal, or read from a file.\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli ldap --user alice --password-file \"$SANDBOX_LDAP_PASSWORD_FILE\"",
        options: &[LDAP, SHARED, WRITE, FILE, TALK],
        identity: Some(identities::ldap),
        ..EMPTY
    },
    Row {
        name: "certificate",
        about: "Log in with a TLS client certificate",
        after_help: "Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli certificate --endpoint \"$SANDBOX_TLS_ENDPOINT\" --ca-bundle \"$SANDBOX_CA\" \\\n    \
            --client-cert \"$SANDBOX_CLIENT_CERT\" --client-key \"$SANDBOX_CLIENT_KEY\"",
        options: &[SHARED, WRITE, FILE, TALK],
        identity: Some(identities::certificate),
        ..EMPTY
    },
    Row {
        name: "custom-token",
        about: "Log in with a token for the server's identity plugin",
        after_help: "The token's source is file:PATH, env:NAME, cmd:PROGRAM, or `-` for stdin. The plugin's role is needed.\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            sts-cli custom-token --token file:\"$SANDBOX_CUSTOM_TOKEN_FILE\" --role-arn \"$SANDBOX_ROLE_ARN\"",
        options: &[CUSTOM_TOKEN, SHARED, WRITE, FILE, TALK],
        identity: Some(identities::custom_token),
        ..EMPTY
    },
    Row {
        name: "assume-role",
        about: "Trade long-term access keys for temporary ones",
        after_help: "The secret key comes from AWS_SECRET_ACCESS_KEY, a file, or a prompt; never from a flag.\n\n\
            Example, inside `sts-cli sandbox -- sh`:\n  \
            AWS_ACCESS_KEY_ID=$SANDBOX_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$SANDBOX_SECRET_KEY \\\n    \
            sts-cli assume-role",
        options: &[ASSUME_ROLE, SHARED, WRITE, FILE, TALK],
        identity: Some(identities::access_keys),
        ..EMPTY
    },
    Row {
        name: "get",
        group: USE,
        about: "Get the credentials of a profile",
        after_help: "Without a name it is the profile that `default` in config.toml names.\n\n\
            Example:\n  \
            eval \"$(sts-cli get prod -o env)\"",
        options: &[ASKING, SHARED, WRITE, FILE, TALK],
        more: |command| command.arg(profile_argument()),
        run: get::profile,
        ..EMPTY
    },
    Row {
        name: "configure",
        group: USE,
        about: "Set up a tool to ask sts-cli by itself",
        after_help: "The tools ask through the AWS profile of the same name, which is set up along; mc can ask nobody, so\n\
            its file gets the keys: --watch keeps it fresh.\n\n\
            Examples:\n  sts-cli configure aws prod\n  sts-cli configure rclone prod --dry-run",
        options: &[FILE, ASKING, TALK],
        more: configure::arguments,
        run: configure::run,
        ..EMPTY
    },
    Row {
        name: "exec",
        group: USE,
        about: "Run a command with the credentials of a profile",
        after_help: "The command gets the variables of -o env, and those of mc and rclone: the profile is their alias\n\
            and remote. With --renew it gets an endpoint of its own instead, which AWS SDKs and rclone ask\n\
            again and again; mc cannot.\n\n\
            The exit code is the command's own; 127: it is not there, 126: it cannot be run.\n\n\
            Examples:\n  sts-cli exec prod -- mc ls prod/\n  sts-cli exec prod --renew -- rclone sync data prod:backup",
        options: &[&[&RENEW], ASKING, SHARED, TALK],
        without: OUTPUTS,
        more: exec::arguments,
        run: exec::run,
        ..EMPTY
    },
    Row {
        name: "serve",
        group: USE,
        about: "Hand out credentials on this machine, renewed",
        after_help: "AWS SDKs and tools of them ask it as they would ask in a container. It listens on 127.0.0.1 only,\n\
            and answers whoever shows its token. TERM and Ctrl-C end it.\n\n\
            Examples:\n  sts-cli serve prod\n  eval \"$(sts-cli serve prod -o env &)\"    for this shell, in its background",
        options: &[&[&ENDPOINT_PORT, &ENDPOINT_FORM], ASKING_BUT_PORT, SHARED, TALK],
        without: OUTPUTS,
        more: |command| command.arg(profile_argument()),
        run: serve::run,
        ..EMPTY
    },
    Row {
        name: "login",
        group: USE,
        about: "Log in now, for the day; shows no secrets",
        after_help: "Examples:\n  sts-cli login prod\n  sts-cli login https://minio.example:9000",
        options: &[CLIENT, ASKING, SHARED, TALK],
        more: |command| {
            command
                .arg(Arg::new("PROFILE").help("Profile, or the address of a storage server that has none yet").add(completions::profiles()))
        },
        run: login::run,
        ..EMPTY
    },
    Row {
        name: "logout",
        group: USE,
        about: "Revoke a login and forget it",
        after_help: "Example:\n  sts-cli logout prod",
        options: &[&[&EVERYWHERE], TALK],
        more: |command| command.arg(profile_argument()),
        run: logout::run,
        ..EMPTY
    },
    Row {
        name: "status",
        group: USE,
        about: "Show how logins stand, without asking anything",
        after_help: "Exit code 4 says that one of them would have to ask; with --online, 5 that the server does not take\n\
            the credentials, and 6 that it did not answer.\n\nExample:\n  sts-cli status prod --online",
        options: &[&[&JSON, &ONLINE], TALK],
        more: |command| {
            let command = command.arg(Arg::new("PROFILE").help("Profile [default: all of them]").add(completions::profiles()));
            command.mut_arg(ONLINE.name, |online| online.requires("PROFILE"))
        },
        run: status::run,
        ..EMPTY
    },
    Row {
        name: "profiles",
        group: USE,
        about: "List profiles, show what one says, remove one",
        after_help: "Example:\n  sts-cli profiles show prod",
        more: profiles::actions,
        run: profiles::run,
        ..EMPTY
    },
    Row {
        name: "completions",
        group: USE,
        about: "Print what a shell needs to complete commands",
        after_help: completions::HELP,
        options: &[],
        more: completions::arguments,
        run: completions::run,
        ..EMPTY
    },
    #[cfg(feature = "sandbox")]
    Row {
        name: "sandbox",
        group: TRY,
        about: "Run a provider, an STS and an S3 on this machine",
        after_help: "Example:\n  \
            sts-cli sandbox --as alice -- sh -c '\"$STS_CLI\" web-identity -o json'",
        more: super::sandbox::sandbox_arguments,
        run: super::sandbox::run,
        ..EMPTY
    },
    #[cfg(feature = "sandbox")]
    Row {
        name: "demo",
        group: TRY,
        about: "Try a whole login on the sandbox, step by step",
        more: super::sandbox::demo_arguments,
        run: super::sandbox::demo,
        ..EMPTY
    },
];

/// The profile that a command works with.
pub(super) fn profile_argument() -> Arg {
    Arg::new("PROFILE").help("Profile [default: the one that config.toml names]").add(completions::profiles())
}

impl Row {
    /// The row of the command `name`.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.name == name)
    }

    /// Its options.
    pub(super) fn options(&self) -> impl Iterator<Item = &'static Opt> + use<> {
        let is_taken = |option: &&Opt| self.without.iter().all(|known| known.name != option.name);
        self.options.iter().flat_map(|group| group.iter().copied()).filter(is_taken)
    }

    /// The command for clap, its arguments not yet made.
    pub(super) fn command(&self) -> Command {
        Command::new(self.name).about(self.about).after_help(self.after_help).defer(|command| match Self::named(command.get_name()) {
            Some(row) => (row.more)(command.args(row.options().filter_map(Opt::arg))),
            None => command,
        })
    }
}

/// The help of the program itself: the commands by what a person wants to do.
pub(super) fn help_template() -> String {
    let mut template = String::from("{about}\n\n{usage-heading} {usage}\n");
    let mut group = "";
    for row in ROWS {
        if row.group != group {
            group = row.group;
            template.push_str(&format!("\n{group}:\n"));
        }
        template.push_str(&format!("  {:<14} {}\n", row.name, row.about));
    }
    template
        + "\nOptions:\n{options}\n\n`sts-cli COMMAND --help` shows a command's flags; each can stand in a variable or a\nprofile too: --client-id, STS_CLI_CLIENT_ID, client_id.\n"
}

/// The names of the identities, which are those of their commands.
pub(super) fn identities() -> impl Iterator<Item = &'static str> {
    ROWS.iter().filter(|row| row.identity.is_some()).map(|row| row.name)
}

/// The options that may stand in a profile.
pub(super) fn profile_options() -> impl Iterator<Item = &'static Opt> {
    let all = ROWS.iter().filter(|row| row.identity.is_some()).flat_map(Row::options);
    all.filter(|option| profile_file::is_for_profiles(option))
}
