//! The definitions of all commands: name, help, options and the function that runs them.

use super::arguments::{profile_argument, profile_argument_with_help};
use super::help::HelpPage;
use super::invocation::{CommandSpec, MAX_COMMON_OPTIONS};
use super::option_argument::{self, argument};
use super::option_groups::{
    CLIENT, COMMON, CONFIGURE, DOCTOR, DOCTOR_MORE, FILE, LOGIN_ONLY, LOGOUT, LOGOUT_CONNECTION, LONG_WORK, MFA, NOT_OF_DOCTOR,
    OF_IDENTITIES, OUTPUTS, OUTPUTS_WITHOUT_JSON, OUTPUTS_WITHOUT_SAVE, PROMPTS, PROMPTS_WITHOUT_PORT, RENEWAL, REPORT, SERVE, SETUP,
    SETUP_MORE, SHARED, STATUS, WHOAMI, WRITE,
};
use super::options as opt;
use super::options::{ALL, PROFILE, REPORT_FORMAT, SCOPES, STATUS_ALL, TIMEOUT};
use super::{buckets, completions, configure, doctor, exec, get, inspect, login, logout, profiles, serve, setup, status, whoami};
use crate::request::OptionSpec;
use crate::request::identity::{IDENTITIES, IdentityType};
use clap::{Arg, Command};
use std::ffi::OsString;

/// The heading of the commands that most people need.
pub(super) const MAIN_GROUP: &str = "Commands";
const LOGIN_GROUP: &str = "Log in without a profile";
pub(super) const MORE_GROUP: &str = "More commands";

const DEFAULTS: CommandSpec = CommandSpec {
    name: "",
    group: MAIN_GROUP,
    about: "",
    brief: "",
    notes: "",
    examples: &[],
    sandbox_example: "",
    first_options: &[],
    options: &[COMMON],
    excluded_options: &[],
    has_subcommands: false,
    extra_arguments: std::convert::identity,
    run: get::run,
    identity: None,
};

/// All commands, in the order of the help: what people do, the identities, the rest.
pub(super) static COMMANDS: [CommandSpec; MAIN.len() + IDENTITIES.len() + MORE.len()] = all();

/// Puts the commands in order, at compile time.
const fn all() -> [CommandSpec; MAIN.len() + IDENTITIES.len() + MORE.len()] {
    let mut commands = [DEFAULTS; MAIN.len() + IDENTITIES.len() + MORE.len()];
    let mut at = 0;
    while at < commands.len() {
        commands[at] = if at < MAIN.len() {
            MAIN[at]
        } else if at < MAIN.len() + IDENTITIES.len() {
            identity_command(&IDENTITIES[at - MAIN.len()])
        } else {
            MORE[at - MAIN.len() - IDENTITIES.len()]
        };
        at += 1;
    }
    commands
}

/// Makes the command of an identity.
const fn identity_command(identity: &'static IdentityType) -> CommandSpec {
    CommandSpec {
        name: identity.spec.name,
        group: LOGIN_GROUP,
        about: identity.spec.about,
        brief: identity.spec.brief,
        notes: identity.spec.notes,
        examples: identity.spec.examples,
        sandbox_example: identity.spec.sandbox_example,
        first_options: identity.spec.first_options,
        options: &[SHARED, WRITE, FILE, COMMON],
        excluded_options: identity.spec.excluded_options,
        identity: Some(identity),
        ..DEFAULTS
    }
}

/// The commands for what people do most.
const MAIN: &[CommandSpec] = &[
    CommandSpec {
        name: "login",
        about: "Log in now without printing secrets",
        examples: &["sts-cli login prod", "sts-cli login https://minio.example:9000"],
        options: &[CLIENT, PROMPTS, SHARED, LOGIN_ONLY, COMMON],
        excluded_options: OUTPUTS_WITHOUT_SAVE,
        extra_arguments: |command| {
            command.arg(profile_argument_with_help("Profile, or URL of a storage server", " to create one for [default: as for get]"))
        },
        run: login::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "get",
        about: "Get the credentials of a profile",
        notes: "Without PROFILE, uses the profile named by STS_CLI_PROFILE, else by `default`\n\
            in config.toml.",
        examples: &["eval \"$(sts-cli get prod -o env)\"", "sts-cli get prod --write-profile prod"],
        options: &[PROMPTS, SHARED, LONG_WORK, WRITE, FILE, COMMON],
        extra_arguments: |command| command.arg(profile_argument()),
        ..DEFAULTS
    },
    CommandSpec {
        name: "exec",
        about: "Run a command with the credentials of a profile",
        notes: "The command gets the variables of -o env, and those of mc and rclone with the\n\
            profile as alias and remote. With --renew it gets a private endpoint instead,\n\
            from which AWS SDKs and rclone fetch renewed credentials; mc cannot use it.\n\n\
            Returns the exit code of the command, 127 if the command does not exist,\n\
            126 if it cannot be run.",
        examples: &["sts-cli exec prod -- mc ls prod/", "sts-cli exec prod --renew -- rclone sync data prod:backup"],
        options: &[RENEWAL, PROMPTS, SHARED, LONG_WORK, COMMON],
        excluded_options: OUTPUTS,
        extra_arguments: exec::arguments,
        run: exec::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "configure",
        about: "Configure a tool to fetch credentials from sts-cli",
        notes: "These tools use an AWS profile of the same name, which is created as well.\n\
            mc cannot fetch credentials, so its file gets the keys; --watch renews them.",
        examples: &["sts-cli configure aws prod", "sts-cli configure rclone prod --dry-run", "sts-cli configure rclone prod --remove"],
        first_options: CONFIGURE,
        options: &[FILE, PROMPTS, &[&TIMEOUT.spec, &PROFILE.spec], COMMON],
        extra_arguments: configure::arguments,
        run: configure::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "status",
        about: "Show login status without prompting",
        notes: "Exit codes: 3 if a profile is invalid, 4 if a login is required or a token\n\
            cannot be read or has expired; with --online, 5 if the server rejects the\n\
            credentials, 6 if it does not respond.",
        examples: &["sts-cli status", "sts-cli status prod --online"],
        options: &[STATUS, &[&TIMEOUT.spec], COMMON],
        extra_arguments: |command| {
            let command = command.arg(profile_argument_with_help("Profile", " [default: all of them]"));
            command.mut_args(|arg| if arg.get_id() == STATUS_ALL.name { arg.conflicts_with("PROFILE") } else { arg })
        },
        run: status::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "logout",
        about: "Revoke a login and remove it from this machine",
        notes: "To select a login without a profile, set --endpoint, --issuer or --client-id;\n\
            unset ones match any login.",
        examples: &["sts-cli logout prod", "sts-cli logout --all", "sts-cli logout --endpoint https://minio.example:9000"],
        first_options: LOGOUT,
        options: &[&[&PROFILE.spec], CLIENT, LOGOUT_CONNECTION, COMMON],
        excluded_options: &[&SCOPES.spec],
        extra_arguments: |command| {
            let command = command.arg(profile_argument());
            command.mut_args(|arg| if arg.get_id() == ALL.name { arg.conflicts_with("PROFILE") } else { arg })
        },
        run: logout::run,
        ..DEFAULTS
    },
];

/// The other commands that are not named after an identity.
const MORE: &[CommandSpec] = &[
    CommandSpec {
        name: "whoami",
        group: MORE_GROUP,
        about: "Show whose credentials these are and what they may do",
        brief: "who you are",
        notes: "Uses no network without --online, and never logs in. Without a profile, shows\n\
            the credentials in the environment (AWS_ACCESS_KEY_ID), if they are set.\n\n\
            Exit codes: 4 if you must log in or supply a new token; with --online, 5 if\n\
            the server rejects the credentials, 6 if it does not respond.",
        examples: &["sts-cli whoami prod", "sts-cli whoami prod --online"],
        options: &[WHOAMI, COMMON],
        extra_arguments: |command| command.arg(profile_argument()),
        run: whoami::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "buckets",
        group: MORE_GROUP,
        about: "List the buckets that the credentials of a profile open",
        brief: "list buckets",
        notes: "Without a profile, uses the credentials in the environment\n\
            (AWS_ACCESS_KEY_ID), if they are set.",
        examples: &["sts-cli buckets prod", "sts-cli buckets prod --json"],
        options: &[&[&REPORT_FORMAT.spec], PROMPTS, SHARED, COMMON],
        excluded_options: OUTPUTS_WITHOUT_JSON,
        extra_arguments: |command| command.arg(profile_argument()),
        run: buckets::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "inspect",
        group: MORE_GROUP,
        about: "Decode a token, credentials or a certificate, offline",
        brief: "read tokens",
        notes: "SOURCE is read, decoded and never sent. Shows what a token, credentials in any\n\
            output format, a cache entry, a PEM certificate or a provider's document\n\
            contain, and what MinIO, AWS, Ceph and SeaweedFS would do with it. Secrets and\n\
            signatures are not shown. Nothing is verified but times. On a terminal without\n\
            SOURCE, offers the profiles.\n\n\
            Exit code 4: nothing was decoded.",
        examples: &["sts-cli inspect prod", "sts-cli get prod -o env | sts-cli inspect -"],
        options: &[REPORT, COMMON],
        extra_arguments: inspect::arguments,
        run: inspect::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "serve",
        group: MORE_GROUP,
        about: "Serve auto-renewed credentials on a local endpoint",
        brief: "an endpoint",
        notes: "A container credentials endpoint for AWS SDKs and tools. It listens on\n\
            127.0.0.1 only and requires a bearer token. SIGTERM and Ctrl-C stop it.",
        examples: &["sts-cli serve prod", "eval \"$(sts-cli serve prod -o env &)\"    # in the background of this shell"],
        options: &[SERVE, PROMPTS_WITHOUT_PORT, SHARED, LONG_WORK, COMMON],
        excluded_options: OUTPUTS,
        extra_arguments: |command| command.arg(profile_argument()),
        run: serve::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "doctor",
        group: MORE_GROUP,
        about: "Examine a login step by step and show who can fix it",
        brief: "find faults",
        notes: "Without PROFILE, examines the default profile, or the login that the flags\n\
            describe. Uses a stored login if there is one, else prompts.\n\n\
            Exit codes: 0 if no step failed, else that of the first failure.",
        examples: &["sts-cli doctor prod", "sts-cli doctor prod --no-login --report findings.json"],
        first_options: DOCTOR,
        options: &[DOCTOR_MORE, CLIENT, OF_IDENTITIES, MFA, PROMPTS, SHARED, COMMON],
        excluded_options: NOT_OF_DOCTOR,
        extra_arguments: |command| {
            let command = command.arg(profile_argument());
            command.mut_args(|arg| if arg.get_id() == opt::EXAMINED_IDENTITY.name { arg.conflicts_with("PROFILE") } else { arg })
        },
        run: doctor::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "setup",
        group: MORE_GROUP,
        about: "Print how to set up a provider and a storage server",
        brief: "for admins",
        notes: "Prints the steps at the provider and at the storage server, with the redirect\n\
            URI, the claim, the role and the login command of your users. The values come\n\
            from PROFILE or from options; what is missing is in <...>. Changes nothing.",
        examples: &["sts-cli setup keycloak prod", "sts-cli setup okta --endpoint https://minio.example:9000"],
        first_options: SETUP,
        options: &[SETUP_MORE, COMMON],
        extra_arguments: setup::arguments,
        run: setup::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "profiles",
        group: MORE_GROUP,
        about: "List, show, edit or remove profiles",
        brief: "list, show",
        examples: &["sts-cli profiles list", "sts-cli profiles edit prod", "sts-cli profiles show prod", "sts-cli profiles remove prod"],
        has_subcommands: true,
        extra_arguments: profiles::subcommands,
        run: profiles::run,
        ..DEFAULTS
    },
    CommandSpec {
        name: "completions",
        group: MORE_GROUP,
        about: "Print a shell completion script",
        brief: "", // installed once: `--help` lists it
        notes: completions::NOTES,
        examples: &["source <(sts-cli completions bash)", "sts-cli completions fish | source"],
        extra_arguments: completions::arguments,
        run: completions::run,
        ..DEFAULTS
    },
    #[cfg(feature = "sandbox")]
    CommandSpec {
        name: "sandbox",
        group: MORE_GROUP,
        about: "Run a local test provider, STS and S3",
        brief: "for tests",
        examples: &["sts-cli sandbox", "sts-cli sandbox --as alice -- sh -c '\"$STS_CLI\" web-identity -o json'"],
        has_subcommands: true,
        extra_arguments: super::sandbox::sandbox_arguments,
        run: super::sandbox::run,
        ..DEFAULTS
    },
    #[cfg(feature = "sandbox")]
    CommandSpec {
        name: "demo",
        group: MORE_GROUP,
        about: "Try a complete login on the sandbox, step by step",
        brief: "try a login",
        examples: &["sts-cli demo", "sts-cli demo --as alice"],
        extra_arguments: super::sandbox::demo_arguments,
        run: super::sandbox::demo,
        ..DEFAULTS
    },
];

/// Finds the command called `name`.
pub(super) fn find(name: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|spec| spec.name == name)
}

/// Builds clap's command, with its notes and examples as one text. Its arguments are built only when it is parsed.
pub(super) fn clap_command(spec: &CommandSpec) -> Command {
    named(spec).defer(|command| {
        let Some(spec) = find(command.get_name()) else { return command };
        with_arguments(spec, command).after_help(spec.after_help())
    })
}

/// Builds clap's command, with its texts for `-h` and `--help`.
pub(super) fn command_with_help(spec: &CommandSpec) -> Command {
    named(spec).defer(|command| {
        let Some(spec) = find(command.get_name()) else { return command };
        with_help(spec, with_arguments(spec, command))
    })
}

/// Builds clap's command with only the options that `arguments` may contain.
pub(super) fn partial_command(spec: &CommandSpec, arguments: &[OsString]) -> Command {
    let options = spec.options().filter(|option| option_argument::may_appear_in(option, arguments));
    (spec.extra_arguments)(Command::new(spec.name).args(options.filter_map(argument)))
}

fn named(spec: &CommandSpec) -> Command {
    Command::new(spec.name).about(spec.about)
}

fn with_arguments(spec: &CommandSpec, command: Command) -> Command {
    let mut options: Vec<&OptionSpec> = spec.options().collect();
    options.sort_by_key(|option| option.heading);
    (spec.extra_arguments)(command.args(options.into_iter().filter_map(argument)))
}

/// Adds the help of `command` and of its subcommands.
fn with_help(spec: &CommandSpec, command: Command) -> Command {
    let path = format!("sts-cli {}", spec.name);
    let inherited: Vec<Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let command = command.mut_subcommands(|subcommand| {
        let path = format!("{path} {}", subcommand.get_name());
        let examples: Vec<&str> = spec.examples.iter().copied().filter(|example| example.contains(&path)).collect();
        let common = common_ids(spec, &subcommand);
        HelpPage { path: &path, common: &common, inherited: &inherited, notes: "", examples: &examples, last: "" }.add_to(subcommand)
    });
    let (common, last) = (common_ids(spec, &command), spec.sandbox_text());
    let page = HelpPage { path: &path, common: &common, inherited: &[], notes: spec.notes, examples: spec.examples, last: &last };
    page.add_to(command)
}

/// Returns the ids of the options for `-h`: first those that only this command has, then the common ones of the table.
fn common_ids(spec: &CommandSpec, command: &Command) -> Vec<String> {
    let is_shared = |arg: &&Arg| spec.options().any(|option| arg.get_id() == option.name);
    let own = command.get_arguments().filter(|arg| !arg.is_positional() && !is_shared(arg)).map(|arg| arg.get_id().to_string());
    own.chain(spec.common_options().iter().map(|option| option.name.to_owned())).take(MAX_COMMON_OPTIONS).collect()
}
