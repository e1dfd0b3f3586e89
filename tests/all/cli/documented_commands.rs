//! The commands of the documentation: each is run, or is listed with the reason why not.

use crate::support::documentation::{Page, pages};
use crate::support::program::BINARY;
use crate::support::world::World;
use crate::support::{has, skip};

/// Commands that are not run, with reasons.
const NOT_RUN: [(&str, &str); 60] = [
    ("cargo test", "is what runs this"),
    ("cargo install --path .", "builds a release: benches/cost, which .ci/run calls"),
    ("cargo install --path . --features keyring", "builds a release: .ci/run builds and tests this feature"),
    ("cargo uninstall sts-cli", "removes a program of this machine"),
    ("sudo apt install ./sts-cli_0.1.0_amd64.deb", "installs a package: packaging/check/clean-root does"),
    ("sudo rpm --install sts-cli-0.1.0-1.x86_64.rpm", "installs a package"),
    (
        "sudo tar xzf sts-cli-0.1.0-x86_64-unknown-linux-musl.tar.gz --directory /usr/local/bin --strip-components 1 --wildcards '*/sts-cli'",
        "installs a program",
    ),
    ("pip install --no-index --find-links . sts-cli", "installs a package: packaging/check/clean-root does"),
    ("uvx --no-index --find-links . sts-cli", "needs uv, and the packages"),
    ("npm install --global ./sts-cli-linux-x64-0.1.0.tgz ./sts-cli-0.1.0.tgz", "installs packages: packaging/check/clean-root does"),
    ("podman load --input sts-cli-0.1.0-amd64.oci.tar", "needs podman: packaging/check/clean-root runs the files of the image"),
    ("brew install --formula ./sts-cli.rb", "needs Homebrew, and published packages"),
    ("scoop install ./sts-cli.json", "needs Scoop, and published packages"),
    ("sudo apt remove sts-cli", "removes a package: packaging/check/clean-root does"),
    ("sudo rpm --erase sts-cli", "removes a package"),
    ("pip uninstall sts-cli", "removes a package"),
    ("npm uninstall --global sts-cli", "removes a package"),
    ("git pull", "changes this repository"),
    ("docker build --file examples/Dockerfile --tag registry.example/s3-tools .", "needs Docker, and downloads images"),
    ("sudo apt install build-essential", "installs programs"),
    ("xcode-select --install", "needs macOS"),
    ("pip install 's3fs>=2025'", "installs libraries"),
    ("pip install 's3fs>=2025' boto3", "installs libraries"),
    ("sts-cli login https://minio.example:9000 --save prod", "asks on a terminal: flows/prompts.rs answers"),
    ("sts-cli ldap --endpoint https://minio.example:9000 --user alice --save directory", "asks on a terminal: flows/prompts.rs answers"),
    ("sts-cli login --from https://intranet.example/sts-cli/prod.toml", "asks on a terminal: flows/published_profiles.rs answers"),
    ("sts-cli profiles edit prod", "opens an editor on a terminal: cli/profile_editing.rs edits"),
    ("sts-cli profiles update prod", "asks on a terminal: flows/published_profiles.rs answers"),
    ("sts-cli COMMAND -h", "contains a placeholder: cli/help.rs runs every command"),
    ("sts-cli COMMAND --help", "holds a placeholder: cli/tree.rs asks every command"),
    ("eval \"$(sts-cli get -o env)\"", "offers the profiles on a terminal: flows/pickers.rs chooses"),
    ("sts-cli exec prod", "starts a shell on a terminal: deliveries/exec_shell.rs"),
    ("sts-cli serve prod", "runs until it is stopped: deliveries/serve.rs"),
    (
        r#"sts-cli serve prod --port 9911 --token-file "$XDG_RUNTIME_DIR/sts-cli-token""#,
        "runs until it is stopped: deliveries/token_files.rs",
    ),
    ("sts-cli configure mc prod --watch", "runs until it is stopped: deliveries/watch.rs"),
    ("sts-cli get prod --write-profile prod-keys --watch", "runs until it is stopped: deliveries/watch.rs"),
    ("sts-cli get ci -o github", "needs a job of GitHub: flows/token_sources.rs"),
    ("sts-cli exec ci -- aws s3 ls", "needs a job of GitLab: flows/token_sources.rs"),
    ("sts-cli exec ci --renew -- terraform apply", "needs Terraform, and a job: flows/token_sources.rs"),
    ("aws s3 ls --profile prod", "needs the AWS CLI: tests/live/clients/table.rs runs it after `configure aws`"),
    ("rclone lsd prod:", "needs rclone: tests/live/clients/table.rs runs it after `configure rclone`"),
    ("sts-cli exec prod --renew -- rclone lsd prod:", "needs rclone: tests/live/clients/table.rs runs it by `exec --renew`"),
    ("rclone config file", "needs rclone, and prints the path of its file"),
    ("sts-cli exec prod --renew -- s5cmd ls", "needs s5cmd: tests/live/clients/table.rs runs it by `exec --renew`"),
    ("sts-cli exec prod --renew -- jupyter lab", "needs Jupyter, and runs until it is stopped"),
    ("mc ls prod", "needs mc: tests/live/clients/table.rs runs it after `configure mc`, with `-o mc-host` and by `exec`"),
    ("sts-cli exec prod -- mc ls prod", "needs mc: tests/live/clients/table.rs runs it by `exec`"),
    ("mc alias import prod alias.json", "needs mc: tests/live/clients/table.rs imports what `-o mc-alias` says"),
    ("sts-cli get prod -o env:powershell | Out-String | Invoke-Expression", "needs PowerShell: the tests of src/deliver/shell.rs"),
    ("sts-cli completions powershell | Out-String | Invoke-Expression", "needs PowerShell: flows/completions.rs reads the script"),
    ("eval (sts-cli completions elvish | slurp)", "needs Elvish: flows/completions.rs reads the script"),
    ("sts-cli get prod -o k8s | kubectl apply -f -", "needs a cluster: flows/forms.rs reads the form"),
    ("terraform init -backend-config=s3.tfbackend", "needs Terraform: flows/forms.rs reads the form"),
    ("man sts-cli", "needs an installed package: packaging/check/clean-root shows it"),
    ("man man/sts-cli.1", "shows a page of this repository: cli/generated.rs shows them all"),
    ("man man/sts-cli-get.1", "shows a page of this repository: cli/generated.rs shows them all"),
    (
        "sts-cli assume-role --endpoint https://sts.eu-west-1.amazonaws.com --source-profile keys \\\n  \
         --role-arn arn:aws:iam::123456789012:role/reader --save reader -o json",
        "needs AWS: tests/all/storage reads its answers",
    ),
    (
        "sts-cli get-session-token --endpoint https://sts.eu-west-1.amazonaws.com --source-profile keys -o json",
        "needs AWS's API: storage/session_tokens.rs runs it",
    ),
    (
        "sts-cli get-session-token --endpoint https://sts.eu-west-1.amazonaws.com --source-profile keys --duration 12h \\\n  \
         --mfa-serial arn:aws:iam::123456789012:mfa/alice --save mfa -o json",
        "needs AWS's API: storage/session_tokens.rs runs it",
    ),
    ("sts-cli sandbox", "runs until it is stopped: every story here runs in one"),
];

/// Commands for a terminal or another shell: the required program, and the equivalent for a POSIX shell.
const OTHERWISE: [(&str, &str, &str); 8] = [
    ("source <(sts-cli completions bash)", "bash", "bash -ec 'source <(sts-cli completions bash); complete -p sts-cli'"),
    (
        "source <(sts-cli completions zsh)",
        "zsh",
        "zsh -fec 'autoload -Uz compinit; compinit -D; source <(sts-cli completions zsh); [[ -n $_comps[sts-cli] ]]'",
    ),
    (
        "sts-cli completions fish | source",
        "fish",
        "fish --no-config --command 'sts-cli completions fish | source; complete --do-complete \"sts-cli pro\" | grep -q profiles'",
    ),
    ("cargo run --release -- demo --as alice", "sh", "sts-cli demo --as alice"),
    ("sts-cli demo", "sh", "WORLD=$PWD sts-cli demo"), // its browser is counted elsewhere
    ("sts-cli get prod", "script", "script --quiet --return --command 'sts-cli get prod' /dev/null"),
    (
        "sts-cli get prod -o env:fish | source",
        "fish",
        r#"fish --no-config --command 'sts-cli get prod -o env:fish | source; test -n "$AWS_SESSION_TOKEN"'"#,
    ),
    (
        "sh -c 'sts-cli serve prod -o env:fish &' | source",
        "fish",
        r#"fish --no-config --command "sh -c 'sts-cli serve prod -o env:fish & echo set -g endpoint \$!' | source; kill \$endpoint""#,
    ),
];

/// Files that commands read: their names in the documentation, and the variables of the sandbox with their paths.
const FILES: [(&str, &str); 7] = [
    ("token.jwt", "SANDBOX_ID_TOKEN_FILE"),
    ("robot-secret", "SANDBOX_ROBOT_SECRET_FILE"),
    ("password", "SANDBOX_LDAP_PASSWORD_FILE"),
    ("ca.pem", "SANDBOX_CA"),
    ("cert.pem", "SANDBOX_CLIENT_CERT"),
    ("key.pem", "SANDBOX_CLIENT_KEY"),
    ("plugin-token", "SANDBOX_CUSTOM_TOKEN_FILE"),
];

/// Whether a command needs a provider or a storage server of its page, and an administrator of it: each command there but those of sts-cli.
/// The page says whether its steps were tried.
fn is_for_administrators(page: &Page, command: &str) -> bool {
    let is_of_product = ["docs/providers/", "docs/servers/"].iter().any(|folder| page.name.starts_with(folder));
    is_of_product && !command.trim_start().starts_with("sts-cli ")
}

/// The commands of a page in its order, with the numbers of their lines: the blocks for a shell, the indented lines, and the code spans.
fn commands(page: &str) -> Vec<(usize, String)> {
    let mut commands = Vec::new();
    let mut block = None;
    for (line, number) in page.lines().zip(1..) {
        match (block.take(), line.strip_prefix("```")) {
            (None, Some(language)) => block = Some((number + 1, language, String::new())),
            (None, None) => commands.extend(commands_in_line(line).map(|command| (number, command))),
            (Some((first, language, lines)), None) => block = Some((first, language, lines + line + "\n")),
            (Some((first, "sh", lines)), Some(_)) => commands.push((first, lines)),
            (Some(_), Some(_)) => {}
        }
    }
    commands
}

/// The commands in a line outside of fenced blocks.
fn commands_in_line(line: &str) -> impl Iterator<Item = String> {
    let spans = line.split('`').skip(1).step_by(2).filter(|span| is_command(span));
    line.strip_prefix("    ").into_iter().chain(spans).map(|command| command.replace("\\|", "|"))
}

/// Whether a code span is a program with arguments: not a flag, a line of a profile, an HTTP request, a call in Python, or a command of
/// `sts-cli` without its name.
fn is_command(span: &str) -> bool {
    let Some((program, arguments)) = span.split_once(' ') else { return false };
    let starts_like_program = program.starts_with(|first: char| first.is_ascii_lowercase() || first == '/');
    let is_program = program.contains('=') || starts_like_program && !program.contains('(');
    is_program && !arguments.starts_with('=') && sts_cli::cli::command().find_subcommand(program).is_none()
}

/// A command for a POSIX shell and the servers of this world; `None` if its program is not installed.
fn runnable(command: &str, world: &World) -> Option<String> {
    let line = match OTHERWISE.iter().find(|(known, ..)| *known == command.trim()) {
        Some((_, program, _)) if !has(program) => {
            skip(command, &format!("{program} is not here"));
            return None;
        }
        Some((.., line)) => *line,
        None => command,
    };
    let endpoint = if command.contains(" certificate ") { "SANDBOX_TLS_ENDPOINT" } else { "STS_CLI_ENDPOINT" };
    let places = [
        ("https://minio.example:9000", endpoint),
        ("https://id.example/realms/prod", "STS_CLI_ISSUER"),
        ("arn:minio:iam:::role/plugin", "SANDBOX_ROLE_ARN"),
        ("demo-user", "SANDBOX_ACCESS_KEY"),
        ("demo-secret", "SANDBOX_SECRET_KEY"),
    ];
    Some(places.iter().fold(line.to_owned(), |line, (shown, variable)| line.replace(shown, world.variable(variable))))
}

/// A machine on which the reader of this page has logged in before, unless one of the commands does it.
fn reader(page: &Page, commands: &[(usize, String)]) -> World {
    let world = World::new(&[]);
    if commands.iter().any(|(_, command)| command.contains("--save prod")) {
        std::fs::remove_file(world.path("xdg_config_home/sts-cli/profiles/prod.toml")).unwrap();
    } else {
        world.run(&["login", "prod"]).ok();
    }
    for (name, text) in profiles(&page.text).into_iter().filter(|(name, _)| *name != "prod") {
        world.write_profile(name, &text);
    }
    for (name, variable) in FILES {
        world.write(&format!("work/{name}"), &std::fs::read_to_string(world.variable(variable)).unwrap());
    }
    world.write("work/report.py", "print('a report')\n");
    let keys = ["SANDBOX_ACCESS_KEY", "SANDBOX_SECRET_KEY"].map(|name| world.variable(name));
    let section = format!("[keys]\naws_access_key_id = {}\naws_secret_access_key = {}\n", keys[0], keys[1]);
    world.write("home/.aws/credentials", &section);
    world
}

/// The profiles that a page shows, with their names: the parts of TOML blocks that begin with a comment that is a path.
fn profiles(page: &str) -> Vec<(&str, String)> {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in page.split("```toml\n").skip(1).filter_map(|rest| rest.split("\n```").next()).flat_map(str::lines) {
        match (line.strip_prefix("# ").and_then(|comment| comment.strip_suffix(".toml")), files.last_mut()) {
            (Some(path), _) => files.push((path.rsplit('/').next().unwrap_or(path), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    files
}

/// Runs these commands of a page one after the other, and returns those that fail, with their places.
fn failures(page: &Page, commands: &[(usize, String)]) -> Vec<String> {
    let world = reader(page, commands);
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", std::path::Path::new(&*BINARY).parent().unwrap().display());
    let mut failures = Vec::new();
    for (line, command) in commands {
        let Some(runnable) = runnable(command, &world) else { continue };
        let mut shell = world.shell(&runnable);
        shell.current_dir(world.path("work")).env("PATH", &path).env("GITHUB_ENV", world.path("job"));
        let output = shell.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || stderr.contains("error:") {
            failures.push(format!("{}:{line}: {}\n{stderr}", page.name, command.trim()));
        }
    }
    let logins = 1 + commands.iter().filter(|(_, command)| command.contains("--switch")).count();
    assert_eq!(world.browser_opened(), logins, "{}: one login is enough for all commands of a page", page.name);
    failures
}

#[test]
fn every_command_of_the_documentation_runs() {
    let (mut failed, mut left_out, mut count) = (Vec::new(), Vec::new(), 0);
    for page in pages() {
        let is_run = |(_, command): &(usize, String)| {
            !is_for_administrators(&page, command) && NOT_RUN.iter().all(|(known, _)| *known != command.trim())
        };
        let (run, not_run): (Vec<_>, Vec<_>) = commands(&page.text).into_iter().partition(is_run);
        left_out.extend(not_run.into_iter().map(|(_, command)| command));
        count += run.len();
        if !run.is_empty() {
            failed.extend(failures(&page, &run));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let unused: Vec<_> = NOT_RUN.iter().filter(|(name, _)| left_out.iter().all(|command| command.trim() != *name)).collect();
    assert!(count > 70 && unused.is_empty(), "{count} commands were run; not in the documentation any longer: {unused:?}");
}

#[test]
fn each_page_of_a_product_says_whether_it_was_tried() {
    let of_products =
        pages().into_iter().filter(|page| ["docs/providers/", "docs/servers/"].iter().any(|folder| page.name.starts_with(folder)));
    let mut count = 0;
    for page in of_products {
        let first = page.prose().map(|(_, line)| line).filter(|line| !line.is_empty()).nth(1).unwrap_or_default();
        assert!(
            ["Tried ", "Not tried", "None of these servers was tried."].iter().any(|words| first.starts_with(words)),
            "{}: {first}",
            page.name
        );
        count += 1;
    }
    assert!(count >= 19, "{count} pages");
}

#[test]
fn every_profile_of_the_documentation_is_valid() {
    let mut count = 0;
    for page in pages() {
        let world = World::new(&[]);
        for (name, text) in profiles(&page.text) {
            world.write_profile(name, &text);
            let shown = world.run(&["profiles", "show", name]);
            assert_eq!((shown.code, shown.stderr.as_str()), (0, ""), "{}: {name}", page.name);
            count += 1;
        }
    }
    assert!(count >= 5, "{count} profiles were read");
}

#[test]
fn commands_are_found_in_blocks_indented_lines_and_spans() {
    let page = "Run `a b` or `--flag x`.\n\n    cargo test\n\n```text\nnot this\n```\n\n```sh\none\ntwo\n```\n| `a \\| b` | `get prod` `HEAD /` `key = 1` `f(1, 2)` |\n";
    let found: Vec<_> = commands(page).into_iter().map(|(line, command)| format!("{line}:{command}")).collect();
    assert_eq!(found, ["1:a b", "3:cargo test", "10:one\ntwo\n", "13:a | b"]);
}
